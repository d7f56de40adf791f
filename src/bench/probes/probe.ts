/**
 * One write of a key that nobody else writes, followed at every node by reads until all have shown it, also the one that acknowledged it:
 * how long that takes is what a stranger's convergence looks like from outside. A read that missed it says since when at most a node holds
 * it, one that shows it says since when at least; a message that carries its value and reaches the node narrows that down.
 *
 * Where the run kills the node that acknowledged it, the write may be gone with it. Then that node's new life is looked at, too.
 */

export interface ProbeResult {
  /** From when the write was sent until the last node had shown it: no less than its convergence time. */
  readonly atMostMs: number;
  /** How much less it may have been. */
  readonly resolutionMs: number;
}

interface Holder {
  /** It did not hold it yet then: a read that missed it was sent, or the first message with it arrived. */
  lackedAtMs: number;
  /** The answer that first showed it. */
  shownAtMs: number;
}

export class Probe {
  readonly key: number;
  readonly value: string | number;
  /** Where it was written. */
  readonly node: string;
  readonly sentAtMs: number;
  acknowledgedAtMs = Infinity;
  readonly #others: Map<string, Holder>;
  /** At its node: that it acknowledged the write does not say that it shows it. */
  readonly #own: Holder;
  /** The life of its node that follows the one which acknowledged it; undefined: that one goes on. */
  #nextLife: Holder | undefined;
  readonly #arrived = new Set<string>();

  constructor(
    { key, value, node, sentAtMs }: Pick<Probe, 'key' | 'value' | 'node' | 'sentAtMs'>,
    nodes: readonly string[],
  ) {
    this.key = key;
    this.value = value;
    this.node = node;
    this.sentAtMs = sentAtMs;
    const others = nodes.filter((name) => name !== node);
    this.#others = new Map(others.map((name) => [name, notYet(sentAtMs)]));
    this.#own = notYet(sentAtMs);
  }

  acknowledged(atMs: number): void {
    this.acknowledgedAtMs = atMs;
  }

  get isAcknowledged(): boolean {
    return this.acknowledgedAtMs < Infinity;
  }

  /** The life that acknowledged it has ended: what comes next at its node is another's word. */
  nextLifeBegan(atMs: number): void {
    this.#nextLife ??= notYet(atMs);
  }

  /** The node is gone for good. Where it had acknowledged the write, nothing of that is left there. */
  lost(node: string): void {
    if (node === this.node) this.#nextLife = { lackedAtMs: Infinity, shownAtMs: Infinity };
    else this.#others.delete(node);
  }

  /** Who has to show it: all others, and its own node as long as the life lasts that acknowledged it. */
  get #toShow(): (readonly [node: string, holder: Holder])[] {
    const own = this.#nextLife === undefined ? [[this.node, this.#own] as const] : [];
    return [...own, ...this.#others];
  }

  /** Nodes that have to show it, and have not. */
  get missingAt(): string[] {
    return this.#toShow.filter(([, { shownAtMs }]) => shownAtMs === Infinity).map(([name]) => name);
  }

  isMissingAt(node: string): boolean {
    return this.#holder(node)?.shownAtMs === Infinity;
  }

  /** The life that acknowledged it has ended, no node ever showed it, and all that serve have been asked since `sinceMs`. */
  isLostSince(sinceMs: number): boolean {
    if (!this.isAcknowledged || this.#nextLife === undefined) return false;
    const all = [this.#nextLife, ...this.#others.values()];
    return all.every(({ lackedAtMs, shownAtMs }) => shownAtMs === Infinity && lackedAtMs >= sinceMs);
  }

  /** A message with its value reached the node. @returns whether it is the first */
  arrived(node: string, atMs: number): boolean {
    if (!this.isMissingAt(node) || this.#arrived.has(node)) return false;
    this.#arrived.add(node);
    // What comes back to where it was written may be there already.
    if (this.#holder(node) !== this.#own) this.#lacked(node, atMs);
    return true;
  }

  missed(node: string, invokedAtMs: number): void {
    this.#lacked(node, invokedAtMs);
  }

  #holder(node: string): Holder | undefined {
    return node === this.node ? (this.#nextLife ?? this.#own) : this.#others.get(node);
  }

  #lacked(node: string, atMs: number): void {
    const holder = this.#holder(node);
    if (holder !== undefined) holder.lackedAtMs = Math.max(holder.lackedAtMs, atMs);
  }

  shown(node: string, atMs: number): void {
    const holder = this.#holder(node);
    if (holder !== undefined) holder.shownAtMs = Math.min(holder.shownAtMs, atMs);
  }

  /** Undefined: some node has not shown it. */
  get result(): ProbeResult | undefined {
    if (!this.isAcknowledged || this.missingAt.length > 0) return undefined;
    const holders = this.#toShow.map(([, holder]) => holder);
    const atMostMs = Math.max(0, ...holders.map(({ shownAtMs }) => shownAtMs)) - this.sentAtMs;
    const heldAtMs = Math.max(...holders.map(({ lackedAtMs }) => lackedAtMs));
    const atLeastMs = Math.max(0, heldAtMs - this.acknowledgedAtMs);
    return { atMostMs, resolutionMs: Math.max(0, atMostMs - atLeastMs) };
  }
}

function notYet(lackedAtMs: number): Holder {
  return { lackedAtMs, shownAtMs: Infinity };
}
