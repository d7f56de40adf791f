/** What a worker can be asked for, and what it answers: plain data, since it travels between threads. */

import type { Measured, Turn } from '../../simulate/reproduce/reproduction.ts';
import type { PlannedRun } from '../../simulate/simulate.ts';
import type { ScenarioResult } from '../../simulate/run.ts';
import type { SwarmResult } from '../../simulate/swarm.ts';

/** Runs of a swarm that are asked for at a time, at most: about a second of work, so that handing it over costs nothing and losing it little. */
export const PIECE_RUNS = 16;

/** Each kind of work: what is asked, and what comes back. */
export interface Works {
  /** One scenario; null: the user had stopped before it began. */
  readonly scenario: {
    readonly asked: PlannedRun;
    readonly answer: ScenarioResult | null;
  };
  /** So many runs of a swarm, from this seed on; undefined: strategies are drawn, too. */
  readonly swarm: {
    readonly asked: { readonly seed: number; readonly runs: number; readonly strategy: string | undefined };
    readonly answer: SwarmResult;
  };
  /** Of something published, measured once; null: the user had stopped before it began. */
  readonly turn: { readonly asked: Turn; readonly answer: Measured | null };
}

export type Kind = keyof Works;
export type Asked<K extends Kind> = Works[K]['asked'];
export type Answer<K extends Kind> = Works[K]['answer'];

/** What comes back. An error would lose its class on the way, so a mistake in somebody else's strategy travels as its text. */
export type Outcome<K extends Kind> =
  | { readonly isDone: true; readonly answer: Answer<K> }
  | { readonly isDone: false; readonly strategyProblem: string };

/** What a worker writes while it simulates, for others to read: each number has its place. */
export const PROGRESS = { nowMs: 0, operations: 1, pending: 2, messages: 3 } as const;
const PROGRESS_SLOTS = Object.keys(PROGRESS).length;

/** Memory that the program and a worker share: a message would wait until the worker looks for one. */
export interface Shared {
  /** Not 0: the user wants to see what there is. */
  readonly stop: Int32Array;
  readonly progress: Float64Array;
}

export interface Task<K extends Kind = Kind> extends Shared {
  readonly kind: K;
  readonly asked: Asked<K>;
}

export function sharedStop(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export function sharedProgress(): Float64Array {
  return new Float64Array(new SharedArrayBuffer(PROGRESS_SLOTS * Float64Array.BYTES_PER_ELEMENT));
}
