/**
 * A cluster of failure detectors in virtual time, and nothing else: up to a thousand of them, each with all others as members.
 * Nodes can fail and come back, or fall behind: then what they send and what is sent to them lies about until they go on, while
 * their timers run. (So does Lifeguard's paper make members slow: that is when they accuse others.)
 */

import type { Prng } from '../../base/prng.ts';
import type { Finding } from '../../core/membership/swim/beliefs.ts';
import { FailureDetector } from '../../core/membership/swim/failure-detector.ts';
import type { SwimMessage } from '../../core/membership/swim/swim-message.ts';
import type { SwimSettings } from '../../core/membership/swim/swim-settings.ts';
import type { NodeId } from '../../protocol/names.ts';
import { Agenda, TICKS_PER_MS, toMs, toTicks, type Tick } from '../world/virtual-time.ts';

/** Of every message, uniform from 0 to twice this: far less than any timeout. */
const MEAN_LATENCY_MS = 5;

/** Sees what each node comes to believe. */
export type OnFinding = (by: NodeId, finding: Finding, isOwnProbe: boolean) => void;

interface Member {
  readonly name: NodeId;
  readonly detector: FailureDetector;
  state: 'up' | 'behind' | 'failed';
  /** What it does when it goes on, in order. */
  readonly held: (() => void)[];
  plannedTick: Tick;
}

export class DetectionWorld {
  readonly agenda = new Agenda();
  readonly names: readonly NodeId[];
  messages = 0;
  readonly #members = new Map<NodeId, Member>();
  readonly #lossRatio: number;
  readonly #rng: Prng;

  constructor(
    {
      nodes,
      lossRatio,
      swim,
      rng,
    }: {
      readonly nodes: number;
      readonly lossRatio: number;
      readonly swim: SwimSettings;
      readonly rng: Prng;
    },
    onFinding: OnFinding,
  ) {
    this.#lossRatio = lossRatio;
    this.#rng = rng.fork('network');
    this.names = Array.from({ length: nodes }, (_, index) => `n${index}` as NodeId);
    for (const name of this.names) {
      const config = {
        ...{ me: name, settings: swim, rng: rng.fork(name) },
        members: this.names.filter((other) => other !== name),
        isMember: (other: NodeId) => other !== name && this.#members.has(other),
      };
      const out = {
        send: (dest: NodeId, message: SwimMessage) => this.#send(name, dest, message),
        found: (finding: Finding, isOwnProbe: boolean) => onFinding(name, finding, isOwnProbe),
      };
      const detector = new FailureDetector(config, out, 0);
      const member: Member = { name, detector, state: 'up', held: [], plannedTick: Infinity };
      this.#members.set(name, member);
      this.#plan(member);
    }
  }

  get nowMs(): number {
    return toMs(this.agenda.now);
  }

  runFor(ms: number): void {
    this.agenda.runUntil(this.agenda.now + toTicks(ms));
  }

  /** It does nothing, and what is sent to it is lost. */
  fail(name: NodeId): void {
    this.#of(name).state = 'failed';
  }

  fallBehind(name: NodeId): void {
    this.#of(name).state = 'behind';
  }

  goOn(name: NodeId): void {
    const member = this.#of(name);
    member.state = 'up';
    for (const act of member.held.splice(0)) act();
    this.#plan(member);
  }

  #send(from: NodeId, dest: NodeId, message: SwimMessage): void {
    const sender = this.#of(from);
    if (sender.state === 'behind') sender.held.push(() => this.#post(from, dest, message));
    else this.#post(from, dest, message);
  }

  #post(from: NodeId, dest: NodeId, message: SwimMessage): void {
    this.messages++;
    const latencyMs = 2 * MEAN_LATENCY_MS * this.#rng.float();
    if (this.#rng.float() < this.#lossRatio) return;
    this.agenda.at(this.agenda.now + toTicks(latencyMs), () => this.#arrive(from, this.#of(dest), message));
  }

  #arrive(from: NodeId, member: Member, message: SwimMessage): void {
    if (member.state === 'failed') return;
    if (member.state === 'behind') {
      member.held.push(() => this.#arrive(from, member, message));
      return;
    }
    member.detector.receive(from, message, this.nowMs);
    this.#plan(member);
  }

  /** One wake-up is planned at a time: one that comes too early plans the next. */
  #plan(member: Member): void {
    if (member.state === 'failed') return;
    // Rounded up: woken too early it would find nothing to do, and be planned for the same tick again.
    const tick = Math.max(this.agenda.now, Math.ceil(member.detector.dueAtMs * TICKS_PER_MS));
    if (tick >= member.plannedTick) return;
    member.plannedTick = tick;
    this.agenda.at(tick, () => {
      if (member.plannedTick !== tick) return;
      member.plannedTick = Infinity;
      if (member.state === 'failed') return;
      member.detector.tick(this.nowMs);
      this.#plan(member);
    });
  }

  #of(name: NodeId): Member {
    return this.#members.get(name) as Member;
  }
}
