/**
 * The faults of one scenario's nodes: planned before the load begins, and carried out while it runs, as `partition-plan.ts` does for
 * the network. The bench carries them out on processes, the simulator on its own nodes. All times count from the beginning of the load.
 */

import type { Prng } from '../base/prng.ts';
import type { Fault } from './fault.ts';
import type { Scenario } from './scenarios.ts';

export interface PlannedFault {
  readonly fault: Fault;
  readonly node: string;
  readonly fromMs: number;
  readonly lastsMs: number;
}

export interface FaultSettings {
  readonly pauses: number;
  readonly crashes: number;
  readonly restarts: number;
  /** In the simulator alone. */
  readonly clockJumps?: number;
  /** The same. */
  readonly dataRestarts?: number;
  /** How long each lasts, on average. */
  readonly faultMs: number;
  readonly durationMs: number;
}

/** What the settings ask for, evenly over the load; then what the scenario says, each at a node drawn at random. */
export function planFaults(
  { faults = [] }: Pick<Scenario, 'faults'>,
  { pauses, crashes, restarts, clockJumps = 0, dataRestarts = 0, faultMs, durationMs }: FaultSettings,
  nodes: readonly string[],
  rng: Prng,
): PlannedFault[] {
  const drawn = (fault: Fault, count: number): PlannedFault[] =>
    Array.from({ length: count }, () => {
      const fromMs = rng.float() * durationMs;
      const lastsMs = 2 * rng.float() * faultMs;
      return { fault, fromMs, lastsMs, node: nodes[rng.below(nodes.length)] ?? '' };
    });
  return [
    ...drawn('pause', pauses),
    ...drawn('crash', crashes),
    ...drawn('restart', restarts),
    ...drawn('clock_jump', clockJumps),
    ...drawn('data_restart', dataRestarts),
    ...ofScenario(faults, durationMs, nodes, rng),
  ];
}

/** Each at another node, as far as there are any: at one alone, the second of two at a time would be none. */
function ofScenario(
  faults: NonNullable<Scenario['faults']>,
  durationMs: number,
  nodes: readonly string[],
  rng: Prng,
): PlannedFault[] {
  let unhurt: string[] = [];
  return faults.map(({ fault, from, to }) => {
    if (unhurt.length === 0) unhurt = [...nodes];
    const node = unhurt.splice(rng.below(unhurt.length), 1)[0] ?? '';
    return { fault, fromMs: from * durationMs, lastsMs: (to - from) * durationMs, node };
  });
}

/** A fault that happened, for the report. */
export interface FaultRecord {
  readonly fault: Fault;
  readonly node: string;
  readonly fromMs: number;
  /** When it went on, or when its new process was started. */
  toMs: number;
}

/** Those to whom it happens. */
export interface FaultyNodes {
  isUp(node: string): boolean;
  begin(fault: Fault, node: string): void;
  /** Lets the node go on, or starts it again. */
  end(fault: Fault, node: string): void;
}

/** Milliseconds since the load began, and what is due then. */
export interface FaultClock {
  nowMs(): number;
  /** Calls `act` that many milliseconds after the load began. */
  at(ms: number, act: () => void): void;
  /** Calls `act` so much later than now. */
  after(ms: number, act: () => void): void;
}

/** Makes nodes fail and come back, and keeps the record. A node that is down or stands still already is left alone. */
export class FaultNemesis {
  /** Grows while the load runs; `toMs` is right once a fault is over. */
  readonly record: FaultRecord[] = [];
  readonly #nodes: FaultyNodes;
  readonly #clock: FaultClock;
  readonly #ends = new Set<() => void>();
  #isOver = false;

  constructor(nodes: FaultyNodes, clock: FaultClock) {
    this.#nodes = nodes;
    this.#clock = clock;
  }

  schedule(plan: readonly PlannedFault[]): void {
    for (const planned of plan) this.#clock.at(planned.fromMs, () => this.#begin(planned));
  }

  /** The load is over: all faults end now, and none begins any more. */
  endAll(): void {
    this.#isOver = true;
    for (const end of this.#ends) end();
  }

  #begin({ fault, node, lastsMs }: PlannedFault): void {
    if (this.#isOver || !this.#nodes.isUp(node)) return;
    const fromMs = this.#clock.nowMs();
    const record: FaultRecord = { fault, node, fromMs, toMs: fromMs };
    this.record.push(record);
    this.#nodes.begin(fault, node);
    const end = (): void => {
      if (!this.#ends.delete(end)) return;
      record.toMs = this.#clock.nowMs();
      this.#nodes.end(fault, node);
    };
    this.#ends.add(end);
    this.#clock.after(lastsMs, end);
  }
}
