/** What the bench asks of a node's process, wherever that runs: beside the bench (child.ts), or at an agent (agents/remote-process.ts). */

import { Child, type ChildEvents, type NodeCommand } from './child.ts';
import type { CpuTime } from './cpu-time.ts';
import type { StderrTail } from './stderr-tail.ts';

export interface NodeProcess {
  readonly name: string;
  /** Its last words. */
  readonly tail: Pick<StderrTail, 'lines'>;
  /** Of a process on this machine. */
  readonly pid: number | undefined;
  /** Settles when the process has ended, or is not to be reached any more. */
  readonly ended: Promise<void>;
  /** How it ended; undefined while it runs. */
  readonly how: string | undefined;
  /** Whether it said that it is a node of ours, before its first answer. */
  readonly startedAsOurs: boolean;
  readonly metricsUrl: string | undefined;
  readonly cpuTime: CpuTime | undefined;
  /** Bytes that wait for it to read them. */
  readonly backlogBytes: number;
  /** What it printed since its last newline, where the rest is long in coming. */
  readonly unfinished: { readonly text: string; readonly bytes: number } | undefined;

  /** Adds a line to what the next `flush` writes. */
  write(line: string): void;
  /** @param written called once, when the lines are written or it is known that they never will be */
  flush(written?: Written): void;
  /** Where it is silent because its machine may be gone: resolves when that is known. */
  readonly doubt?: () => Promise<void>;
  endInput(): void;
  kill(): void;
  pause(): void;
  resume(): void;
}

/** When lines were written to a process, on the bench's clock. */
export interface WrittenAt {
  /** Not before has it been handed anything. */
  readonly beganMs: number;
  readonly endedMs: number;
}

/** @param at undefined: just now; `lost`: never */
export type Written = (at?: WrittenAt | 'lost') => void;

export type StartProcess = (name: string, command: NodeCommand, events: ChildEvents) => NodeProcess;

/** On this machine. */
export const startHere: StartProcess = (name, command, events) => new Child(name, command, events);
