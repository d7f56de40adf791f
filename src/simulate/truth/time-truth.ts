/** What the nodes report of times: when writes converged, and how long they took to the replicas. */

import type { NodeEvent } from '../../core/events.ts';
import type { Dot } from '../../core/store/dot.ts';
import type { Key } from '../../protocol/names.ts';
import type { Differences } from './differences.ts';
import { dotName } from '../../protocol/names.ts';
import type { KeyTruth, TrueWrite } from './key-truth.ts';
import type { Spread } from './spread.ts';
import type { VirtualNode } from '../world/virtual-node.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

/** What is known of the writes beside the times. */
export interface Known {
  readonly keys: ReadonlyMap<Key, KeyTruth>;
  readonly spread: Spread;
  readonly differences: Differences;
  written(dot: Dot): TrueWrite | undefined;
  /** Its origin has reported on it. */
  reported(write: TrueWrite): void;
}

export class TimeTruth {
  /** Exact, in the order in which the nodes reported them. */
  readonly convergenceMs: number[] = [];
  /** The writes that these are of. */
  readonly convergedWrites: TrueWrite[] = [];
  readonly propagationMs: number[] = [];
  readonly #truth: Known;

  constructor(truth: Known) {
    this.#truth = truth;
  }

  converged(node: VirtualNode, { dot, convergenceMs, confirmedMs }: EventOf<'converged'>): void {
    const name = dotName(dot.origin, dot.seq);
    const write = this.#truth.written(dot);
    if (write === undefined || dot.origin !== node.origin || write.reportedMs !== undefined) {
      this.#truth.differences.wrong.add(
        `${node.name} reports the convergence of ${name}, which it has not to report`,
      );
      return;
    }
    write.reportedMs = convergenceMs;
    this.#close(write);
    const { acceptedAtMs, lastHeldMs, again, remaining } = write;
    const possible = [lastHeldMs, ...again.map((heldMs) => Math.max(heldMs, lastHeldMs))];
    // No write has converged later than its origin knew of it, whatever another node's clock says.
    const truth = possible.map((heldMs) => Math.min(heldMs - acceptedAtMs, confirmedMs));
    const actualMs = truth.find((ms) => ms === convergenceMs) ?? truth[0] ?? 0;
    this.convergenceMs.push(actualMs);
    this.convergedWrites.push(write);
    this.#truth.spread.converged(write, actualMs);
    const { differences } = this.#truth;
    const reports = `${node.name} reports that ${name} converged after ${convergenceMs} ms, but`;
    const was = `${reports} it was after ${truth.join(' or ')} ms`;
    if (remaining > 0) differences.wrong.add(`${reports} ${remaining} replicas lack it`);
    else if (convergenceMs < Math.min(...truth)) differences.differs('convergence', 'at_least', was);
    else if (!truth.includes(convergenceMs)) differences.differs('convergence', 'at_most', was);
  }

  /** Of joined writes only an upper bound is known: it must be one for each of them. */
  runConverged(
    node: VirtualNode,
    { from, to, count, convergenceMs, confirmedMs }: EventOf<'run_converged'>,
  ): void {
    const { differences } = this.#truth;
    const writes = this.#unreported(node, from, to);
    const run = `${node.name} reports that ${count} writes from ${from} to ${to} converged within ${convergenceMs} ms, but`;
    if (writes.length !== count) differences.wrong.add(`${run} ${writes.length} of them were pending`);
    for (const write of writes) {
      write.reportedMs = convergenceMs;
      this.#close(write);
      const actualMs = Math.min(write.lastHeldMs - write.acceptedAtMs, confirmedMs);
      this.convergenceMs.push(actualMs);
      this.convergedWrites.push(write);
      this.#truth.spread.converged(write, actualMs);
      const name = dotName(write.origin, write.seq);
      if (write.remaining > 0) differences.wrong.add(`${run} ${write.remaining} replicas lack ${name}`);
      else if (actualMs > convergenceMs)
        differences.differs('convergence', 'at_least', `${run} it was after ${actualMs} ms for ${name}`);
    }
  }

  /** All that are left of those that it waited for must have it. */
  convergedAmongRest(node: VirtualNode, { from, to, count }: EventOf<'converged_among_rest'>): void {
    const { wrong } = this.#truth.differences;
    const writes = this.#unreported(node, from, to);
    const view = node.server.replica?.members?.view;
    const run = `${node.name} reports that ${count} writes from ${from} to ${to} converged among the rest, but`;
    if (writes.length !== count) wrong.add(`${run} ${writes.length} of them were pending`);
    for (const write of writes) {
      write.reportedMs = NaN;
      write.isAmongRest = true;
      this.#close(write);
      const name = dotName(write.origin, write.seq);
      const left = [...(write.audience ?? [])].filter(([life]) => view?.stateOf(life) !== undefined);
      if (left.length === write.audience?.size) wrong.add(`${run} nobody was removed who ${name} waited for`);
      const slots = left.map(([, slot]) => slot);
      if (write.keys.some((key) => this.#truth.keys.get(key)?.isBehind(slots, write) === true))
        wrong.add(`${run} one of the rest lacks ${name}`);
    }
  }

  applied(node: VirtualNode, event: EventOf<'applied'>, now: number): void {
    const { dot, propagationMs } = event;
    const write = this.#truth.written(dot);
    const name = dotName(dot.origin, dot.seq);
    const { wrong } = this.#truth.differences;
    if (write === undefined) {
      wrong.add(`${node.name} reports that it applied ${name}, which nobody accepted`);
      return;
    }
    const truth = now - write.acceptedAtMs;
    this.propagationMs.push(truth);
    this.#truth.spread.applied(write, node.name, event);
    if (propagationMs !== truth)
      wrong.add(`${node.name} reports a propagation of ${name} of ${propagationMs} ms, it took ${truth}`);
  }

  #unreported({ origin }: VirtualNode, from: number, to: number): TrueWrite[] {
    const writes: TrueWrite[] = [];
    for (let seq = from; seq <= to; seq++) {
      const write = this.#truth.written({ origin, seq });
      if (write !== undefined && write.reportedMs === undefined) writes.push(write);
    }
    return writes;
  }

  #close(write: TrueWrite): void {
    this.#truth.reported(write);
    for (const key of write.keys) this.#truth.keys.get(key)?.close(write);
  }
}
