/**
 * Measures how long a stranger's replicas take to agree: a few writes of keys of their own, each looked for at every node. A node is
 * read when a message with the value has reached it, and else at times that grow by a quarter, so that what nobody can see on the
 * wire is still known to a quarter of its own length.
 */

import { uniqueValue } from '../../load/unique-value.ts';
import type { Registers } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import { errorNameOf } from '../../protocol/errors.ts';
import { exactText } from '../../protocol/exact-json.ts';
import type { RequestClient } from '../clients/request-client.ts';
import { Probe } from './probe.ts';

/** From one probe to the next, and how many there are at most. */
const PROBE_INTERVAL_MS = 250;
export const MAX_PROBES = 100;
/** Keys and values that the load never uses; a value that stands out on the wire, and that 32 bits hold. */
const FIRST_KEY = 1_000_000;
const FIRST_VALUE = 900_000_000;
/** Pauses between reads of one node. */
const FIRST_PAUSE_MS = 5;
const LAST_PAUSE_MS = 1_000;
const PAUSE_GROWTH = 1.25;

export interface ProberOptions {
  readonly nodes: readonly string[];
  readonly requests: RequestClient;
  readonly registers: Registers;
  readonly valueBytes: number;
  readonly now: () => number;
  /** Calls back after that time. */
  readonly after: (ms: number, act: () => void) => void;
}

export class Prober {
  readonly probes: Probe[] = [];
  /** Values that were seen in messages between nodes. */
  readonly seenOnWire = new Set<Probe>();
  /** Reads that missed a probe: how long after its acknowledgement each was sent; negative: before. */
  readonly missedAfterMs: number[] = [];
  readonly #options: ProberOptions;
  /** How often each node was started again. */
  readonly #restarts = new Map<string, number>();
  /** Nodes that are gone for good. */
  readonly #lost = new Set<string>();
  #isStopped = false;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  /** Makes probes from now on, until `untilMs`. */
  start(untilMs: number): void {
    const { now, after } = this.#options;
    if (now() >= untilMs || this.probes.length >= MAX_PROBES) return;
    this.#write();
    after(PROBE_INTERVAL_MS, () => this.start(untilMs));
  }

  /** Reads no more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Acknowledged writes that some node has not shown. Among them may be those that are lost. */
  get pending(): Probe[] {
    return this.probes.filter((probe) => probe.isAcknowledged && probe.missingAt.length > 0);
  }

  /** Those that went with the memory of the node that had acknowledged them, as all nodes have answered since `sinceMs`. */
  lostSince(sinceMs: number): Probe[] {
    return this.pending.filter((probe) => probe.isLostSince(sinceMs));
  }

  /** A node was killed and serves again: its new life has to show what the old one was asked for. */
  nextLifeBegan(node: string): void {
    this.#restarts.set(node, this.#restartsOf(node) + 1);
    for (const probe of this.pending) {
      if (probe.node === node) probe.nextLifeBegan(this.#options.now());
      this.#look(probe, node, FIRST_PAUSE_MS);
    }
  }

  /** A node is gone for good: nobody waits for what it would show. */
  lost(node: string): void {
    this.#lost.add(node);
    this.#restarts.set(node, this.#restartsOf(node) + 1);
    for (const probe of this.probes) probe.lost(node);
  }

  /** A message reached a node. */
  delivered(node: string, line: string): void {
    for (const probe of this.probes) {
      if (!probe.isMissingAt(node) || !line.includes(String(probe.value))) continue;
      this.seenOnWire.add(probe);
      if (probe.arrived(node, this.#options.now())) this.#read(probe, node);
    }
  }

  #write(): void {
    const { requests, valueBytes, now, after } = this.#options;
    const nodes = this.#options.nodes.filter((one) => !this.#lost.has(one));
    const index = this.probes.length;
    const node = nodes[index % nodes.length] ?? '';
    const value = uniqueValue(FIRST_VALUE + index, valueBytes);
    const probe = new Probe({ key: FIRST_KEY + index, value, node, sentAtMs: now() }, nodes);
    this.probes.push(probe);
    requests.send(node, { type: 'write', key: probe.key, value }, (outcome) => {
      if (outcome.type === 'timeout' || outcome.body.type !== 'write_ok') return;
      probe.acknowledged(outcome.atMs);
      // Its own node has to show it by now.
      for (const other of probe.missingAt)
        after(other === node ? 0 : FIRST_PAUSE_MS, () => this.#look(probe, other, FIRST_PAUSE_MS));
    });
  }

  /** Again and again while this life of the node lasts: what a life that ended was asked, it answers no more. */
  #look(probe: Probe, node: string, pauseMs: number, restarts = this.#restartsOf(node)): void {
    if (this.#isStopped || !probe.isMissingAt(node) || restarts !== this.#restartsOf(node)) return;
    this.#read(probe, node, () => {
      const next = Math.min(LAST_PAUSE_MS, pauseMs * PAUSE_GROWTH);
      this.#options.after(next, () => this.#look(probe, node, next, restarts));
    });
  }

  #restartsOf(node: string): number {
    return this.#restarts.get(node) ?? 0;
  }

  /** @param onMiss called once, when the node has answered without the value or not at all */
  #read(probe: Probe, node: string, onMiss: () => void = () => undefined): void {
    const { requests, registers } = this.#options;
    let isOver = false;
    const sentAtMs = requests.send(node, registers.read(probe.key), (outcome) => {
      const isShown = outcome.type === 'answer' && registers.valueIn(outcome.body) === exactText(probe.value);
      if (isShown) probe.shown(node, outcome.atMs);
      else if (outcome.type === 'answer' && tells(outcome.body, registers)) {
        probe.missed(node, sentAtMs);
        this.missedAfterMs.push(sentAtMs - probe.acknowledgedAtMs);
      }
      if (!isShown && !isOver) onMiss();
      isOver = true;
    });
  }
}

/** Whether the answer says what the node holds. Another error says nothing of that. */
function tells({ type, code }: Body, { missing }: Registers): boolean {
  return type !== 'error' || (missing !== undefined && errorNameOf(code) === missing);
}
