/**
 * After the network has healed and the cluster has fallen silent, every node is asked once more for every key: do they
 * agree, did somebody write what they hold, and did no acknowledged write vanish?
 */

import { isServed, type Operation, type ServedOperation } from '../history.ts';
import { groupByKey, KeyWrites } from './key-writes.ts';
import { Offences, type OffenceList } from '../offences.ts';

/** One broken rule, for people. */
export interface Offence {
  readonly key: string | number;
  /** Says who holds what, and what was expected. */
  readonly text: string;
}

export interface FinalVerdict {
  /** No key differs, nothing is invented or lost, and every node answered for every key. */
  readonly ok: boolean;
  /** Keys judged: those with a write, or with a final read. */
  readonly keys: number;
  /** Keys for which a node gave no answer; with `disagreeing` empty, the others still agree. */
  readonly unread: OffenceList<Offence>;
  /** Keys for which two nodes hold different values. */
  readonly disagreeing: OffenceList<Offence>;
  /** Values at a node that nobody wrote to that key. */
  readonly invented: OffenceList<Offence>;
  /** Keys at which a node holds something certainly earlier than an acknowledged write: that write is lost there. */
  readonly lost: OffenceList<Offence>;
  /** Writes, not keys: acknowledged by a node that lost its memory since, and no node holds them or anything later. No offence. */
  readonly perished: OffenceList<Offence>;
}

const NONE: ReadonlySet<Operation> = new Set();

/**
 * O(n log n).
 * @param history all that clients did before, reads included (a read's answer can date a write that was never acknowledged).
 * @param finalReads one read of each key at each node, invoked after quiescence.
 * @param skewMs how far apart two nodes' clocks may be: versions are ordered by them.
 * @param perishable those of the history that may be gone: see `lives.ts`
 */
export function judgeFinalState(
  history: Iterable<Operation>,
  finalReads: readonly Operation[],
  nodes: readonly string[],
  skewMs = 0,
  perishable: ReadonlySet<Operation> = NONE,
): FinalVerdict {
  const verdict = {
    unread: new Offences<Offence>(),
    disagreeing: new Offences<Offence>(),
    invented: new Offences<Offence>(),
    lost: new Offences<Offence>(),
  };
  const perished = new Offences<Offence>();
  const before = groupByKey(history);
  const after = groupByKey(finalReads);
  const written = [...before.values()].filter(({ writes }) => writes.length > 0).map(({ key }) => key);
  const keys = new Set([...written, ...after.keys()]);
  for (const key of keys) {
    const operations = before.get(key) ?? { key, writes: [], reads: [] };
    const finals = (after.get(key)?.reads ?? []).filter(isServed);
    checkAnswers(key, finals, nodes, verdict);
    const writes = new KeyWrites(operations, skewMs);
    const firm = writes.acknowledged.filter((write) => !perishable.has(write));
    checkValues(key, writes, firm.at(-1), finals, verdict);
    if (firm.length === writes.acknowledged.length) continue;
    for (const text of goneWrites(writes, finals, perishable)) perished.add({ key, text });
  }
  const ok = Object.values(verdict).every((offences) => offences.count === 0);
  return { ok, keys: keys.size, ...verdict, perished };
}

type Verdict = Readonly<Record<'unread' | 'disagreeing' | 'invented' | 'lost', Offences<Offence>>>;

function checkAnswers(
  key: string | number,
  finals: readonly ServedOperation[],
  nodes: readonly string[],
  verdict: Verdict,
): void {
  const answered = new Set(finals.map((read) => read.node));
  const silent = nodes.filter((node) => !answered.has(node));
  if (silent.length > 0) verdict.unread.add({ key, text: `no usable answer from ${silent.join(' ')}` });
  const first = finals[0];
  const other = finals.find((read) => read.value !== first?.value);
  if (first !== undefined && other !== undefined) {
    verdict.disagreeing.add({ key, text: `${holds(first)}, ${holds(other)}` });
  }
}

function checkValues(
  key: string | number,
  writes: KeyWrites,
  newest: ServedOperation | undefined,
  finals: readonly ServedOperation[],
  verdict: Verdict,
): void {
  const judged = new Set<string | undefined>();
  for (const read of finals) {
    if (judged.has(read.value)) continue;
    judged.add(read.value);
    const seen = writes.writeSeenBy(read);
    if (seen === undefined && read.value !== undefined) {
      verdict.invented.add({ key, text: `${holds(read)}, which nobody wrote` });
    } else if (newest !== undefined && newest.invokedAtMs > writes.laterThanMs(writes.latestFor(read))) {
      verdict.lost.add({
        key,
        text: `${holds(read)}, but ${newest.node} acknowledged the later ${newest.value ?? 'delete'}`,
      });
    }
  }
}

/** Of the writes that may be gone those that certainly are: every node holds something earlier. */
function goneWrites(
  writes: KeyWrites,
  finals: readonly ServedOperation[],
  perishable: ReadonlySet<Operation>,
): string[] {
  if (finals.length === 0) return [];
  const latestMs = Math.max(...finals.map((read) => writes.laterThanMs(writes.latestFor(read))));
  return writes.acknowledged
    .filter((write) => perishable.has(write) && write.invokedAtMs > latestMs)
    .map(({ node, value }) => `${node} had acknowledged ${value ?? 'a delete'} before it was killed`);
}

function holds(read: ServedOperation): string {
  return `${read.node} holds ${read.value ?? 'no such key'}`;
}
