/**
 * The agent's side of a bench on many machines: answers benches that call, and hosts the node processes that they start.
 *
 * Begin here; `session.ts` is what is done for one bench, `hosted-process.ts` one process, `permitted.ts` what may be started.
 */

import { availableParallelism, hostname } from 'node:os';
import type { Bus } from '../bus.ts';
import { callOf, sessionIn, toAgent, type AgentName } from '../subjects.ts';
import type { Programs } from './permitted.ts';
import { Session } from './session.ts';

/** Benches at a time: each may bring processes. */
const MAX_SESSIONS = 16;
/** A bench that was not heard of for so long is gone. */
const LEASE_MS = 10_000;
/** How often that is looked at, in a lease. */
const LOOKS = 10;

export interface HostOptions {
  readonly bus: Bus;
  readonly name: AgentName;
  readonly version: string;
  readonly programs: Programs;
  /** Processes at a time, of all benches together. */
  readonly maxNodes: number;
  /** A bench that was not heard of for so long is gone. Tests are less patient. */
  readonly leaseMs?: number;
  readonly now: () => number;
  /** A bench has called that is not served yet. */
  readonly benchCame?: () => void;
  /** A line for people, in the agent's log. */
  readonly log: (text: string) => void;
}

export class NodeHost {
  readonly #options: HostOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #ends: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastLookMs = 0;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Processes that run here. */
  get running(): number {
    return [...this.#sessions.values()].reduce((sum, { running }) => sum + running, 0);
  }

  get #leaseMs(): number {
    return this.#options.leaseMs ?? LEASE_MS;
  }

  start(): void {
    const { bus, name, now } = this.#options;
    this.#ends.push(
      bus.subscribe(callOf('*'), (subject, bytes) => void this.#called(sessionIn(subject), bytes)),
      bus.subscribe(toAgent(name, '*'), (subject, bytes) =>
        this.#sessions.get(sessionIn(subject))?.take(bytes),
      ),
    );
    this.#lastLookMs = now();
    this.#timer = setInterval(() => this.#look(), this.#leaseMs / LOOKS);
  }

  /** Ends all processes, and tells their benches. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const end of this.#ends) end();
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) session.say({ kind: 'leaving' });
    await Promise.all(sessions.map((session) => session.end()));
    await this.#options.bus.flush();
  }

  async #called(session: string, bytes: Uint8Array): Promise<void> {
    const { version, maxNodes, now, log } = this.#options;
    let known = this.#sessions.get(session);
    if (known === undefined) {
      if (this.#sessions.size >= MAX_SESSIONS) {
        log(`a bench called, but ${MAX_SESSIONS} are served already`);
        return;
      }
      const theirs = Buffer.from(bytes).toString('utf8');
      if (theirs !== version) log(`a bench of version ${theirs} called, and this agent is of ${version}`);
      known = this.#newSession(session);
    }
    known.lastHeardMs = now();
    await known.opened;
    const room = Math.max(0, maxNodes - this.running);
    known.say({ kind: 'here', version, host: hostname(), cpus: availableParallelism(), room });
  }

  #newSession(session: string): Session {
    const { bus, name, programs, maxNodes, now, benchCame } = this.#options;
    benchCame?.();
    const hasRoom = (): boolean => this.running < maxNodes;
    const made = new Session({ session, name, bus, programs, now, hasRoom });
    this.#sessions.set(session, made);
    return made;
  }

  /** Benches that are gone, and those that said goodbye. */
  #look(): void {
    const { now, log } = this.#options;
    const nowMs = now();
    const stoodStill = nowMs - this.#lastLookMs > this.#leaseMs / 2;
    this.#lastLookMs = nowMs;
    for (const [name, session] of this.#sessions) {
      if (stoodStill) session.lastHeardMs = nowMs;
      if (nowMs - session.lastHeardMs <= this.#leaseMs) continue;
      const { running } = session;
      if (running > 0)
        log(`a bench was not heard of for ${this.#leaseMs / 1000} s: ended its ${running} processes`);
      this.#sessions.delete(name);
      void session.end();
    }
  }
}
