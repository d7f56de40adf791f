/** Which reads were truly stale, how old what they missed was, and how many versions they missed, beside what the nodes report. */

import { compareVersions, type Version } from '../../core/store/dot.ts';
import type { Key } from '../../protocol/names.ts';
import type { Figure, TrueIs } from '../../check/audit/dropped.ts';
import type { Differences } from './differences.ts';
import type { KeyTruth, TrueWrite } from './key-truth.ts';
import type { VirtualNode } from '../world/virtual-node.ts';

export interface Staleness {
  readonly ageMs: number;
  readonly versions: number;
}

interface TrueRead {
  readonly atMs: number;
  readonly step: number;
  readonly key: Key | typeof ALL;
}

const ALL: unique symbol = Symbol('all keys');

/** The reads of one life of a node. */
interface Life {
  readonly slot: number;
  readonly node: string;
  readonly begun: number;
  readonly reads: TrueRead[];
  /** In the order in which the node told of them: that of the reads. */
  readonly said: Staleness[];
  counted: number;
  /** It lost its memory: what it had not said yet will not come. */
  ended: boolean;
}

/** What may be reported of a read: a write that the node could not know of counts or not. */
interface Possible {
  readonly isStale: boolean;
  readonly mayBeStale: boolean;
  readonly ages: readonly number[];
  readonly least: number;
  readonly most: number;
}

type Missed = Pick<Possible, 'ages' | 'least' | 'most'>;

/** What is known of the replicas beside the reads. */
export interface Observed {
  /** How many nodes there are. */
  readonly nodes: number;
  readonly keys: ReadonlyMap<Key, KeyTruth>;
  /** Each life of each node. */
  slotOf(node: VirtualNode): number;
  readonly differences: Differences;
}

export class ReadTruth {
  /** All reads that reached a replica. */
  reads = 0;
  /** Exact, of the reads that nodes reported on. */
  readonly ageMs: number[] = [];
  readonly depth: number[] = [];
  readonly #truth: Observed;
  readonly #lives = new Map<number, Life>();
  /** Those that ended while the node kept what it held. */
  readonly #interrupted: Life[] = [];

  constructor(truth: Observed) {
    this.#truth = truth;
  }

  read(node: VirtualNode, keys: readonly Key[] | 'all', step: number, atMs: number): void {
    const life = this.#lifeOf(this.#truth.slotOf(node), node.name, step);
    for (const key of keys === 'all' ? [ALL] : keys) {
      this.reads++;
      life.reads.push({ atMs, step, key } as TrueRead);
    }
  }

  said(slot: number, { ageMs, versions }: Staleness): void {
    this.#lives.get(slot)?.said.push({ ageMs, versions });
  }

  counted(slot: number): void {
    const life = this.#lives.get(slot);
    if (life !== undefined) life.counted++;
  }

  /** The life of the node is over; its next one begins. */
  ended(node: VirtualNode, step: number): void {
    const slot = this.#truth.slotOf(node);
    const life = this.#lives.get(slot);
    if (life !== undefined) life.ended = true;
    this.#lifeOf(slot + this.#truth.nodes, node.name, step);
  }

  /** A process of the node is over; another one goes on with its life. */
  interrupted(slot: number): void {
    const life = this.#lives.get(slot);
    if (life === undefined) return;
    this.#interrupted.push({ ...life, ended: true });
    this.#lives.set(slot, { ...life, reads: [], said: [], counted: 0 });
  }

  /** Stale reads that nodes counted, and those of them that they have told the details of. */
  progress(): { counted: number; told: number } {
    let counted = 0;
    let told = 0;
    for (const life of this.#lives.values()) {
      if (life.ended) continue;
      counted += life.counted;
      told += life.said.length;
    }
    return { counted, told };
  }

  /** Compares all. @param settled whether the nodes have had the time to say everything. @returns reads that were stale */
  compare(settled: boolean): number {
    let stale = 0;
    for (const life of [...this.#interrupted, ...this.#lives.values()])
      stale += this.#compareLife(life, settled);
    return stale;
  }

  #compareLife(life: Life, settled: boolean): number {
    const possible = life.reads.map((read) => this.#judge(life, read)).filter(({ mayBeStale }) => mayBeStale);
    const stale = possible.filter(({ isStale }) => isStale).length;
    const mustTellAll = settled && !life.ended;
    const { differences } = this.#truth;
    const counted = `${life.node} counted ${life.counted} stale reads, there were ${stale}`;
    if (life.counted < stale && mustTellAll) differences.differs('stale_reads', 'at_least', counted);
    if (life.counted > possible.length) differences.differs('stale_reads', 'at_most', counted);
    const wrong = firstMisfit(possible, life.said, mustTellAll, NEVER);
    if (wrong === undefined) {
      this.ageMs.push(...life.said.map(({ ageMs }) => ageMs));
      this.depth.push(...life.said.map(({ versions }) => versions));
    } else this.#misfit(life, possible, mustTellAll, wrong);
    return stale;
  }

  /** It is no account of the truth to the last digit, but may be one as far as bounds that were hit explain it. */
  #misfit(life: Life, possible: readonly Possible[], mustTellAll: boolean, wrong: Missed): void {
    const { differences } = this.#truth;
    const { ages, least, most } = wrong;
    const stale = possible.filter(({ isStale }) => isStale).length;
    const truth = `missed ${least === most ? least : `${least} to ${most}`} versions, the oldest ${ages.join(' or ')} ms before`;
    const text = `${life.node} tells wrongly of its stale reads (${life.said.length} told, ${stale} to be told), first of one that ${truth}`;
    const mayDiffer: MayDiffer = (figure, trueIs) => differences.mayDiffer(figure, trueIs);
    const told: Told[] = [];
    if (firstMisfit(possible, life.said, mustTellAll, mayDiffer, told) !== undefined) {
      differences.wrong.add(text);
      return;
    }
    differences.excused.add(text);
    const claims = claimsOf(told, life.said);
    possible.forEach(({ isStale, ages, least, most }, i) => {
      const claim = claims[i];
      // A read that only may be stale counts where it was told, and so does any that the node may not have come to tell of.
      if (claim === undefined && !(isStale && mustTellAll)) return;
      // What was told, where it can be true; else the most that the read can have missed: what is reported must not be more.
      const isAge = claim !== undefined && ages.includes(claim.ageMs);
      const isDepth = claim !== undefined && claim.versions >= least && claim.versions <= most;
      this.ageMs.push(isAge ? claim.ageMs : Math.max(...ages));
      this.depth.push(isDepth ? claim.versions : most);
    });
  }

  /**
   * A write of a life that ended, or one from before the reader lost its memory, may be out of reach: it may count. So may one that
   * is dated before an earlier life of its node ended, whose claims may have closed the read.
   */
  #judge(life: Life, read: TrueRead): Possible {
    const sure: TrueWrite[] = [];
    const perhaps: TrueWrite[] = [];
    for (const key of this.#keysOf(read)) {
      const seen = key.heldAfter(life.slot, read.step);
      for (const write of key.writes) {
        if (write.acceptedAtMs >= read.atMs || !isLater(write, seen)) continue;
        const isOutOfReach = write.orphaned || write.step < life.begun || read.atMs <= write.earlierUntilMs;
        (isOutOfReach ? perhaps : sure).push(write);
      }
    }
    const oldest = Math.min(...sure.map(({ acceptedAtMs }) => acceptedAtMs));
    const ages = [oldest, ...perhaps.map(({ acceptedAtMs }) => acceptedAtMs)]
      .filter((acceptedAtMs) => acceptedAtMs <= oldest && acceptedAtMs < Infinity)
      .map((acceptedAtMs) => read.atMs - acceptedAtMs);
    const most = sure.length + perhaps.length;
    return { isStale: sure.length > 0, mayBeStale: most > 0, ages, least: sure.length, most };
  }

  #keysOf({ key }: TrueRead) {
    if (key === ALL) return [...this.#truth.keys.values()];
    const one = this.#truth.keys.get(key);
    return one === undefined ? [] : [one];
  }

  #lifeOf(slot: number, node: string, step: number): Life {
    let life = this.#lives.get(slot);
    if (life === undefined) {
      const begun = slot < this.#truth.nodes ? 0 : step;
      life = { slot, node, begun, reads: [], said: [], counted: 0, ended: false };
      this.#lives.set(slot, life);
    }
    return life;
  }
}

function isLater(write: Version, seen: Version | undefined): boolean {
  return seen === undefined || compareVersions(write, seen) > 0;
}

/** Whether a figure may differ in this direction: a bound that was hit explains it. */
type MayDiffer = (figure: Figure, trueIs: TrueIs) => boolean;

const NEVER: MayDiffer = () => false;

function fits({ ages, least, most }: Possible, { ageMs, versions }: Staleness, may: MayDiffer): boolean {
  const isAge =
    ages.includes(ageMs) ||
    (may('age', 'at_least') && ageMs <= Math.max(...ages)) ||
    (may('age', 'at_most') && ageMs >= Math.min(...ages));
  const isDepth =
    (versions >= Math.max(1, least) || may('depth', 'at_least')) &&
    (versions <= most || may('depth', 'at_most'));
  return isAge && isDepth;
}

const NOTHING_MORE: Missed = { ages: [], least: 0, most: 0 };

/** By how many may have been told when a read was over: what the last of them was. */
type Told = Map<number, 'of the read' | 'of one before' | 'of no stale read'>;

/**
 * Whether what was told can be the account of these reads, in their order, where those that are only perhaps stale may be
 * left out. @param steps filled with a step for each read @returns the first read for which it cannot be; undefined: it can
 */
function firstMisfit(
  reads: readonly Possible[],
  said: readonly Staleness[],
  mustTellAll: boolean,
  may: MayDiffer,
  steps?: Told[],
): Missed | undefined {
  const mayMiss = may('stale_reads', 'at_least');
  const mayInvent = may('stale_reads', 'at_most');
  // How many may have been told by now: one number, unless some reads are only perhaps stale.
  let told: Told = new Map([[0, 'of one before']]);
  if (mayInvent) addInvented(told, said.length);
  for (const read of reads) {
    const next: Told = new Map();
    for (const count of told.keys()) {
      const claim = said[count];
      if (mayMiss || !read.isStale || (claim === undefined && !mustTellAll)) next.set(count, 'of one before');
      if (claim !== undefined && fits(read, claim, may)) next.set(count + 1, 'of the read');
    }
    if (next.size === 0) return read;
    if (mayInvent) addInvented(next, said.length);
    steps?.push(next);
    told = next;
  }
  return told.has(said.length) ? undefined : (reads.at(-1) ?? NOTHING_MORE);
}

/** All that comes after the fewest that were told may be of no stale read. */
function addInvented(told: Told, all: number): void {
  for (let count = Math.min(...told.keys()) + 1; count <= all; count++) {
    if (!told.has(count)) told.set(count, 'of no stale read');
  }
}

/** What was told of each read, in one of the ways in which all that was told can be an account of them. */
function claimsOf(steps: readonly Told[], said: readonly Staleness[]): (Staleness | undefined)[] {
  let left = said.length;
  return steps
    .toReversed()
    .map((step) => {
      while (step.get(left) === 'of no stale read') left--;
      return step.get(left) === 'of the read' ? said[--left] : undefined;
    })
    .reverse();
}
