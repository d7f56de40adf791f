/** The agent's side of who is there: which runs somebody waits for, and an answer to each call. What nobody waits for is not worth a core. */

import { once, EventEmitter } from 'node:events';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { callIn, type Present } from '../queue/call.ts';
import { programText } from '../queue/program.ts';
import { SILENCE_MS } from '../queue/settings.ts';
import { SUBJECTS } from '../queue/subjects.ts';

/** Runs that are remembered, at most. */
const MOST_RUNS = 10_000;

export class Commanders {
  readonly #nats: NatsConnection;
  readonly #present: Present;
  readonly #warn: (text: string) => void;
  /** When each run was last called for. */
  readonly #calledMs = new Map<string, number>();
  /** Programs that were refused, and said so. */
  readonly #refused = new Set<string>();
  #isCutOff = false;
  readonly #events = new EventEmitter().setMaxListeners(0);

  constructor(nats: NatsConnection, present: Present, warn: (text: string) => void) {
    this.#nats = nats;
    this.#present = present;
    this.#warn = warn;
    nats.subscribe(SUBJECTS.calls, {
      callback: (error, message) => (error === null ? this.#hear(message) : undefined),
    });
    void this.#follow();
  }

  /** Whether somebody waits for it. While this agent is cut off it hears nobody: that is no silence of theirs. */
  waitsFor(run: string): boolean {
    const calledMs = this.#calledMs.get(run);
    return calledMs !== undefined && (this.#isCutOff || calledMs > performance.now() - SILENCE_MS);
  }

  /** Until somebody waits for something. @throws {Error} when aborted */
  async anybody(signal: AbortSignal): Promise<void> {
    while (![...this.#calledMs.keys()].some((run) => this.waitsFor(run)))
      await once(this.#events, 'call', { signal });
  }

  #hear(message: Msg): void {
    const call = callIn(message.string());
    if (call === undefined) return;
    const { run, program, ended } = call;
    if (program.id !== this.#present.program.id) this.#refuse(run, programText(program));
    else if (ended) this.#calledMs.delete(run);
    else this.#called(run);
    if (!ended) message.respond(JSON.stringify(this.#present));
  }

  #called(run: string): void {
    if (this.#calledMs.size >= MOST_RUNS) this.#calledMs.clear();
    this.#calledMs.set(run, performance.now());
    this.#events.emit('call');
  }

  #refuse(run: string, program: string): void {
    if (this.#refused.has(program) || this.#refused.size >= MOST_RUNS) return;
    this.#refused.add(program);
    this.#warn(
      `run ${run} is not for this agent: it is of ${program}, and this is ${programText(this.#present.program)}; install the same one`,
    );
  }

  async #follow(): Promise<void> {
    for await (const { type } of this.#nats.status()) {
      if (type !== 'disconnect' && type !== 'reconnect') continue;
      this.#isCutOff = type === 'disconnect';
      for (const run of this.#calledMs.keys()) this.#calledMs.set(run, performance.now());
    }
  }
}
