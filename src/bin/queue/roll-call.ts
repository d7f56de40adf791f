/** The commander's side of who is there: it calls for its run now and then, counts the agents that answer, and says what is wrong with others. */

import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { createInbox } from '@nats-io/transport-node';
import { presentIn, type Call, type Present } from './call.ts';
import { programText, type Program } from './program.ts';
import { CALL_EVERY_MS, SILENCE_MS } from './settings.ts';
import { inboxPrefix, SUBJECTS } from './subjects.ts';

/** Agents that are counted, at most: a flood of names fills no memory. */
const MOST_AGENTS = 100_000;

interface Heard extends Present {
  readonly atMs: number;
}

export interface RollCallOptions {
  readonly nats: NatsConnection;
  readonly owner: string;
  readonly run: string;
  readonly program: Program;
  /** What somebody may have to put right, in one line each. */
  readonly warn: (text: string) => void;
}

export class RollCall {
  readonly #options: RollCallOptions;
  readonly #inbox: string;
  readonly #answers: Subscription;
  readonly #calls: NodeJS.Timeout;
  readonly #present = new Map<string, Heard>();
  /** Those that have been warned of. */
  readonly #strangers = new Set<string>();
  readonly #startMs = performance.now();
  #lonely = false;

  constructor(options: RollCallOptions) {
    this.#options = options;
    const { nats, owner } = options;
    this.#inbox = createInbox(inboxPrefix(owner));
    this.#answers = nats.subscribe(this.#inbox, { callback: (_, message) => this.#hear(message) });
    this.#call(false);
    this.#calls = setInterval(() => this.#call(false), CALL_EVERY_MS);
  }

  /** Agents of this program that were heard of lately, and their threads. */
  count(): { readonly agents: number; readonly threads: number } {
    const sinceMs = performance.now() - SILENCE_MS;
    const present = [...this.#present.values()].filter(({ atMs }) => atMs >= sinceMs);
    return { agents: present.length, threads: present.reduce((sum, { threads }) => sum + threads, 0) };
  }

  /** Tells the agents that nobody waits any more. */
  end(): void {
    clearInterval(this.#calls);
    this.#answers.unsubscribe();
    this.#call(true);
  }

  #call(ended: boolean): void {
    const { nats, run, program } = this.#options;
    const call: Call = { run, program, ended };
    nats.publish(SUBJECTS.calls, JSON.stringify(call), { reply: this.#inbox });
    this.#sayIfAlone();
  }

  #hear(message: Msg): void {
    const present = presentIn(message.string());
    if (present === undefined || this.#present.size >= MOST_AGENTS) return;
    const { owner, agent, program, threads } = present;
    const name = `${owner}.${agent}`;
    const { program: own, warn } = this.#options;
    if (program.id === own.id) {
      this.#present.set(name, { owner, agent, program, threads, atMs: performance.now() });
      return;
    }
    if (this.#strangers.has(name) || this.#strangers.size >= MOST_AGENTS) return;
    this.#strangers.add(name);
    warn(
      `agent ${agent} gets no work: it runs ${programText(program)}, and this is ${programText(own)}; results have to be those of one program`,
    );
  }

  #sayIfAlone(): void {
    const { warn, program } = this.#options;
    if (this.#lonely || performance.now() - this.#startMs < SILENCE_MS || this.count().agents > 0) return;
    this.#lonely = true;
    warn(
      `no agent of ${programText(program)} answers: start one with gossipscope agent, or wait for it; Ctrl-C ends this`,
    );
  }
}
