/**
 * Nodes that say nothing while they are asked: one that hangs ends the run. But a node that does not get a processor is not at
 * fault, nor is one that drowns in what another sends, nor any while the bench itself is late with what it hands out and reads.
 */

import type { RequestClient, Sent } from '../clients/request-client.ts';
import { isStarved, type CpuTime } from './cpu-time.ts';
import type { Router } from './router.ts';

/** A node that prints nothing for so long, while requests to it wait and the network is whole, hangs. */
export const SILENCE_LIMIT_MS = 10_000;
/** The same for one that does not get the processor. */
export const STARVED_LIMIT_MS = 60_000;
/** The bench is late when something has been due for so long, or when it gets to look at its nodes so much later than it wanted. */
const LATE_MS = 1_000;

export interface SilenceOptions {
  readonly router: Router;
  readonly load: RequestClient;
  readonly now: () => number;
  readonly cpuTimeOf: (node: string) => CpuTime | undefined;
  /** @param what completes the sentence that begins with the node's name */
  readonly fail: (node: string, what: string) => void;
}

interface Start {
  readonly atMs: number;
  readonly cpu: CpuTime | undefined;
}

export class Silence {
  readonly #options: SilenceOptions;
  /** Nodes that are silent: as they were when that was first seen. */
  readonly #starts = new Map<string, Start>();
  #lastLookMs: number | undefined;
  /** When the bench was last late: it may not have got to what nodes had printed, nor written what they wait for. */
  #lateAtMs = -Infinity;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** Call it often, before looking at the nodes. */
  begin(): void {
    const { router, now } = this.#options;
    const nowMs = now();
    const lateMs = Math.max(nowMs - router.timetable.nextDueMs, nowMs - (this.#lastLookMs ?? nowMs));
    if (lateMs > LATE_MS) this.#lateAtMs = nowMs;
    this.#lastLookMs = nowMs;
  }

  /**
   * Call it often.
   * @param upSinceMs requests from before do not count
   * @param wholeSinceMs since when the network is whole
   */
  look(node: string, upSinceMs: number, wholeSinceMs: number): void {
    const { router, load, now } = this.#options;
    const nowMs = now();
    const oldest = load.oldestUnanswered(node, upSinceMs);
    const silentSinceMs = Math.max(
      ...[router.lastHeardMs.get(node) ?? 0, oldest?.sentAtMs ?? Infinity, wholeSinceMs],
    );
    if (oldest !== undefined && this.#isLateFor(nowMs - silentSinceMs, nowMs)) {
      this.#blameMachine(node, oldest, nowMs - silentSinceMs);
      return;
    }
    const sinceMs = Math.max(silentSinceMs, this.#lateAtMs);
    const start = this.#starts.get(node);
    if (oldest === undefined || start === undefined || start.atMs < sinceMs) {
      this.#starts.delete(node);
      if (oldest === undefined || nowMs < sinceMs) return;
      this.#starts.set(node, { atMs: nowMs, cpu: this.#options.cpuTimeOf(node) });
    } else if (nowMs - sinceMs > SILENCE_LIMIT_MS) this.#tooLong(node, oldest, nowMs - sinceMs, start);
  }

  /** Whether the bench was late in this silence, and nobody would wait any longer. */
  #isLateFor(silentMs: number, nowMs: number): boolean {
    return silentMs > STARVED_LIMIT_MS && this.#lateAtMs > nowMs - silentMs;
  }

  #blameMachine(node: string, oldest: Sent, silentMs: number): void {
    const { fail, now } = this.#options;
    fail(
      node,
      `was not heard for ${Math.floor(silentMs / 1000)} s ${waiting(oldest, now())}, but the bench itself was late meanwhile. The machine is too busy for this run: use fewer nodes or a lower rate.`,
    );
  }

  #tooLong(node: string, oldest: Sent, silentMs: number, start: Start): void {
    const { router, fail, now, cpuTimeOf } = this.#options;
    const flooder = router.traffic.flooderOf(node);
    const silence = `printed nothing for ${Math.floor(silentMs / 1000)} s ${waiting(oldest, now())}`;
    if (flooder !== undefined) {
      fail(flooder, `sends more to ${node} than ${node} reads: ${node} has ${silence}.`);
      return;
    }
    const cpu = cpuTimeOf(node);
    const tookMs = now() - start.atMs;
    if (cpu === undefined || start.cpu === undefined || !isStarved(start.cpu, cpu, tookMs)) {
      fail(node, `hangs: it has ${silence}.`);
    } else if (silentMs > STARVED_LIMIT_MS) {
      const got = `of ${Math.round(tookMs / 1000)} s it ran for ${seconds(cpu.ranMs - start.cpu.ranMs)} and stood in line for ${seconds(cpu.waitedMs - start.cpu.waitedMs)}`;
      fail(
        node,
        `does not get a processor (${got}), and has ${silence}. The machine is too busy for this run: use fewer nodes or a lower rate.`,
      );
    }
  }
}

function waiting(oldest: Sent, nowMs: number): string {
  return `while requests wait, the oldest of them ${requestText(oldest, nowMs)}`;
}

/** For people: what was asked, by whom, and how long ago. */
function requestText({ body, id, address, sentAtMs }: Sent, nowMs: number): string {
  return `\`${body.type}\` (msg_id ${id} of ${address}), sent ${seconds(nowMs - sentAtMs)} ago`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
