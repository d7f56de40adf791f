/**
 * Which members answer: SWIM (Das, Gupta, Motivala 2002) with Lifeguard (Dadgar, Phillips, Currey 2018). In each period a node
 * pings one member; if no answer comes it asks a few others to ping that one; if that brings none either, it suspects the member
 * and says so with whatever it sends next. The member hears of it and refutes it; if it does not in time it counts as failed.
 *
 * A suspicion is something to tell people, and a reason to ask somebody else. Who counts is decided by views alone.
 *
 * Begin here; `detection.ts` lets a replica run it. `beliefs.ts` has what is believed of each member, `suspicion.ts` how long a suspicion lasts, `local-health.ts` how
 * much a node trusts itself, `probe-order.ts` whom it probes, `rumors.ts` what it tells. docs/failure-detection.md measures it.
 */

import type { Prng } from '../../../base/prng.ts';
import type { NodeId } from '../../../protocol/names.ts';
import type { Peers } from '../../membership.ts';
import { Beliefs, type Finding } from './beliefs.ts';
import { LocalHealth } from './local-health.ts';
import { Probe, Relayed } from './probe.ts';
import { ProbeOrder } from './probe-order.ts';
import { Rumors } from './rumors.ts';
import { suspicionLimits, type SuspicionLimits } from './suspicion.ts';
import type { SwimMessage, Update } from './swim-message.ts';
import type { SwimSettings } from './swim-settings.ts';

/**
 * Incarnations beyond the one that is known which a belief may have: one at the end of all numbers would leave the member none to refute
 * the next suspicion with. Nobody refutes so often in one life.
 */
const INCARNATIONS_AHEAD = 2 ** 24;

/** What a detector may do to the outside world. */
export interface DetectorEffects {
  send(dest: NodeId, message: SwimMessage): void;
  /** A member's health is another one now, as this node believes. */
  found(finding: Finding, isOwnProbe: boolean): void;
}

export interface DetectorConfig {
  readonly me: NodeId;
  /** All others. */
  readonly members: Peers;
  /** Whether it is one of the others. */
  readonly isMember: (node: NodeId) => boolean;
  readonly rng: Prng;
  readonly settings: SwimSettings;
}

export class FailureDetector {
  readonly #me: NodeId;
  readonly #settings: SwimSettings;
  readonly #out: DetectorEffects;
  readonly #health: LocalHealth;
  readonly #beliefs: Beliefs;
  readonly #rumors = new Rumors();
  readonly #order: ProbeOrder;
  readonly #relayed = new Relayed();
  readonly #isMember: (node: NodeId) => boolean;
  /** This node among them. */
  #memberCount: number;
  #suspicionLimits: SuspicionLimits;
  #incarnation = 0;
  #lastProbe = 0;
  #probe: Probe | undefined;
  #nextPeriodMs: number;

  /** @param now when the first period begins */
  constructor({ me, members, isMember, rng, settings }: DetectorConfig, out: DetectorEffects, now: number) {
    this.#me = me;
    this.#settings = settings;
    this.#out = out;
    this.#health = new LocalHealth(settings.hasLifeguard ? settings.mostUnhealthy : 0);
    this.#isMember = isMember;
    this.#beliefs = new Beliefs(isMember);
    this.#order = new ProbeOrder(members, rng);
    this.#memberCount = members.length + 1;
    this.#suspicionLimits = suspicionLimits(settings, this.#memberCount);
    this.#nextPeriodMs = now;
  }

  isSuspected(node: NodeId): boolean {
    return this.#beliefs.healthOf(node) !== 'alive';
  }

  countOf(health: 'suspect' | 'failed'): number {
    return this.#beliefs.countOf(health);
  }

  /** There are other members. */
  membersChanged(members: Peers): void {
    this.#memberCount = members.length + 1;
    this.#suspicionLimits = suspicionLimits(this.#settings, this.#memberCount);
    this.#beliefs.membersChanged();
    if (this.#probe !== undefined && !this.#isMember(this.#probe.target)) this.#probe = undefined;
    this.#order.setMembers(members, this.#isMember);
    this.#rumors.membersChanged((node) => node === this.#me || this.#isMember(node));
  }

  /** It runs no detector: it could refute nothing, so it is not probed, and nothing is believed of it, until it probes others itself. */
  abstains(node: NodeId): void {
    if (this.#probe?.target === node) this.#probe.answered(this.#probe.number);
    this.#order.leaveOut(node);
    const was = this.#beliefs.healthOf(node);
    this.#beliefs.forget(node);
    if (was !== 'alive') this.#out.found({ node, health: 'alive', was }, false);
  }

  /** When `tick` wants to be called. */
  get dueAtMs(): number {
    const { dueAtMs = Infinity } = this.#probe ?? {};
    return Math.min(dueAtMs, this.#nextPeriodMs, this.#relayed.dueAtMs, this.#beliefs.dueAtMs);
  }

  tick(now: number): void {
    for (const { asker, probe } of this.#relayed.takeUnanswered(now)) this.#send(asker, 'pingnack', probe);
    if (this.#probe !== undefined && this.#probe.dueAtMs <= now) this.#probeIndirectly(this.#probe);
    for (const node of this.#beliefs.overdue(now))
      this.#learn(
        { node, health: 'failed', incarnation: this.#beliefs.incarnationOf(node), by: this.#me },
        now,
      );
    if (this.#nextPeriodMs > now) return;
    this.#endPeriod(now);
    this.#beginPeriod(now);
  }

  receive(from: NodeId, { kind, probe, target, updates }: SwimMessage, now: number): void {
    if (kind === 'pingnack' && this.#probe?.isOf(probe, from) === true) {
      this.abstains(from);
      return;
    }
    if (kind !== 'pingnack') this.#order.takeIn(from);
    for (const update of updates) this.#learn(update, now);
    if (kind === 'ping') this.#send(from, 'pingack', probe);
    else if (kind === 'pingreq' && target !== undefined) this.#relay(from, probe, target, now);
    else if (kind === 'pingnack') this.#probe?.refused(probe, from);
    else if (kind === 'pingack') {
      if (this.#probe?.answered(probe) === true) this.#health.better();
      const asked = this.#relayed.answered(probe);
      if (asked !== undefined) this.#send(asked.asker, 'pingack', asked.probe);
    }
  }

  #beginPeriod(now: number): void {
    const { multiplier } = this.#health;
    const { periodMs, answerMs } = this.#settings;
    this.#nextPeriodMs = now + periodMs * multiplier;
    const target = this.#order.next();
    if (target === undefined) return;
    const wasAlive = !this.isSuspected(target);
    this.#probe = new Probe(++this.#lastProbe, target, now + answerMs * multiplier, wasAlive);
    this.#ping(target, this.#lastProbe);
  }

  /** The answer has not come directly: perhaps the way is bad, and not the member. */
  #probeIndirectly(probe: Probe): void {
    const { indirectProbes } = this.#settings;
    probe.intermediaries = this.#order.others(indirectProbes, probe.target);
    for (const node of probe.intermediaries) this.#send(node, 'pingreq', probe.number, probe.target);
  }

  #endPeriod(now: number): void {
    const probe = this.#probe;
    this.#probe = undefined;
    if (probe === undefined || probe.isAnswered) return;
    // A member that was silent before says nothing about this node's own health.
    if (probe.wasAlive) this.#health.worse();
    if (probe.wasAlive && this.#settings.hasLifeguard && probe.isMissingNacks) this.#health.worse();
    const { target: node } = probe;
    const incarnation = this.#beliefs.incarnationOf(node);
    this.#learn({ node, health: 'suspect', incarnation, by: this.#me }, now, true);
  }

  #relay(asker: NodeId, probe: number, target: NodeId, now: number): void {
    if (!this.#isMember(target)) return;
    if (this.#order.isLeftOut(target)) {
      this.#send(asker, 'pingnack', probe);
      return;
    }
    const number = ++this.#lastProbe;
    this.#relayed.add({ number, asker, probe }, now, this.#settings);
    this.#ping(target, number);
  }

  #learn(update: Update, now: number, isOwnProbe = false): void {
    if (update.incarnation > this.#incarnationOf(update.node) + INCARNATIONS_AHEAD) return;
    if (update.node === this.#me) {
      this.#refute(update);
      return;
    }
    const { node, health } = update;
    if (this.#order.isLeftOut(node)) return;
    const was = this.#beliefs.healthOf(node);
    const { isNews, isOther } = this.#beliefs.learn(update, this.#suspicionLimits, now);
    if (isNews) this.#rumors.spread(update);
    if (isOther) this.#out.found({ node, health, was }, isOwnProbe);
  }

  #incarnationOf(node: NodeId): number {
    return node === this.#me ? this.#incarnation : this.#beliefs.incarnationOf(node);
  }

  /** Who has not heard of an earlier refutation is told again: nobody else may tell it any more. */
  #refute({ health, incarnation }: Update): void {
    if (health === 'alive') return;
    if (incarnation >= this.#incarnation) {
      this.#incarnation = incarnation + 1;
      this.#health.worse();
    }
    this.#rumors.spread({ node: this.#me, health: 'alive', incarnation: this.#incarnation, by: this.#me });
  }

  /** Whoever is suspected hears so with the very ping that it answers (Lifeguard's buddy system); who came back has to in any case. */
  #ping(target: NodeId, probe: number): void {
    const health = this.#beliefs.healthOf(target);
    const isTold = health === 'failed' || (health === 'suspect' && this.#settings.hasLifeguard);
    this.#send(target, 'ping', probe, undefined, isTold ? this.#beliefAbout(target) : []);
  }

  #beliefAbout(node: NodeId): Update[] {
    const health = this.#beliefs.healthOf(node);
    return [{ node, health, incarnation: this.#beliefs.incarnationOf(node), by: this.#me }];
  }

  #send(
    dest: NodeId,
    kind: SwimMessage['kind'],
    probe: number,
    target?: NodeId,
    first: readonly Update[] = [],
  ): void {
    const { updatesPerMessage, retellings } = this.#settings;
    const most = retellings * Math.ceil(Math.log10(this.#memberCount + 1));
    const updates = [...first, ...this.#rumors.take(updatesPerMessage - first.length, most)];
    this.#out.send(dest, { kind, probe, ...(target !== undefined && { target }), updates });
  }
}
