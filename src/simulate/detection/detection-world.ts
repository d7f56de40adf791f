/**
 * A cluster of failure detectors in virtual time, up to a thousand of them, each with all others as members: alone, or within replicas.
 * Nodes can fail and come back, or fall behind: then what they send and what is sent to them lies about until they go on, while
 * their timers run. (So does Lifeguard's paper make members slow: that is when they accuse others.)
 */

import { SEEDS, type Prng } from '../../base/prng.ts';
import type { Finding } from '../../core/membership/swim/beliefs.ts';
import { FailureDetector, type DetectorEffects } from '../../core/membership/swim/failure-detector.ts';
import type { SwimSettings } from '../../core/membership/swim/swim-settings.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { Member, MemberEffects } from './member.ts';
import { ReplicaMember } from './replica-member.ts';
import { Agenda, TICKS_PER_MS, toMs, toTicks, type Tick } from '../world/virtual-time.ts';

/** Of every message, uniform from 0 to twice this: far less than any timeout. */
const MEAN_LATENCY_MS = 5;

/** Sees what each node comes to believe. */
export type OnFinding = (by: NodeId, finding: Finding, isOwnProbe: boolean) => void;

interface Node {
  readonly name: NodeId;
  readonly member: Member<never>;
  state: 'up' | 'behind' | 'failed';
  /** What it does when it goes on, in order. */
  readonly held: (() => void)[];
  plannedTick: Tick;
}

export class DetectionWorld {
  readonly agenda = new Agenda();
  readonly names: readonly NodeId[];
  messages = 0;
  readonly #nodes = new Map<NodeId, Node>();
  readonly #lossRatio: number;
  readonly #rng: Prng;

  constructor(
    {
      nodes,
      lossRatio,
      swim,
      inReplicas,
      rng,
    }: {
      readonly nodes: number;
      readonly lossRatio: number;
      readonly swim: SwimSettings;
      readonly inReplicas: boolean;
      readonly rng: Prng;
    },
    onFinding: OnFinding,
  ) {
    this.#lossRatio = lossRatio;
    this.#rng = rng.fork('network');
    this.names = Array.from({ length: nodes }, (_, index) => `n${index}` as NodeId);
    for (const name of this.names) {
      const out: MemberEffects<unknown> = {
        send: (dest, message, isProbe) => this.#send(name, dest, message, isProbe),
        found: (finding, isOwnProbe) => onFinding(name, finding, isOwnProbe),
      };
      const member = inReplicas
        ? this.#replica(name, swim, rng.fork('replicas').below(SEEDS), out)
        : this.#detector(name, swim, rng.fork(name), out);
      const node: Node = { name, member, state: 'up', held: [], plannedTick: Infinity };
      this.#nodes.set(name, node);
      this.#plan(node);
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
    const node = this.#of(name);
    node.state = 'up';
    for (const act of node.held.splice(0)) act();
    this.#plan(node);
  }

  #detector(me: NodeId, settings: SwimSettings, rng: Prng, effects: MemberEffects<unknown>): FailureDetector {
    const members = this.names.filter((other) => other !== me);
    const isMember = (other: NodeId): boolean => other !== me && this.#nodes.has(other);
    const out: DetectorEffects = {
      send: (dest, message) => effects.send(dest, message, true),
      found: (finding, isOwnProbe) => effects.found(finding, isOwnProbe),
    };
    return new FailureDetector({ me, settings, rng, members, isMember }, out, 0);
  }

  #replica(me: NodeId, { periodMs }: SwimSettings, seed: number, out: MemberEffects<unknown>): ReplicaMember {
    return new ReplicaMember({ me, nodes: this.names, seed, periodMs }, out, 0);
  }

  #send(from: NodeId, dest: NodeId, message: unknown, isProbe: boolean): void {
    const sender = this.#of(from);
    if (sender.state === 'behind') sender.held.push(() => this.#post(from, dest, message, isProbe));
    else this.#post(from, dest, message, isProbe);
  }

  #post(from: NodeId, dest: NodeId, message: unknown, isProbe: boolean): void {
    if (isProbe) this.messages++;
    const latencyMs = 2 * MEAN_LATENCY_MS * this.#rng.float();
    if (this.#rng.float() < this.#lossRatio) return;
    this.agenda.at(this.agenda.now + toTicks(latencyMs), () => this.#arrive(from, this.#of(dest), message));
  }

  #arrive(from: NodeId, node: Node, message: unknown): void {
    if (node.state === 'failed') return;
    if (node.state === 'behind') {
      node.held.push(() => this.#arrive(from, node, message));
      return;
    }
    node.member.receive(from, message as never, this.nowMs);
    this.#plan(node);
  }

  /** One wake-up is planned at a time: one that comes too early plans the next. */
  #plan(node: Node): void {
    if (node.state === 'failed') return;
    // Rounded up: woken too early it would find nothing to do, and be planned for the same tick again.
    const tick = Math.max(this.agenda.now, Math.ceil(node.member.dueAtMs * TICKS_PER_MS));
    if (tick >= node.plannedTick) return;
    node.plannedTick = tick;
    this.agenda.at(tick, () => {
      if (node.plannedTick !== tick) return;
      node.plannedTick = Infinity;
      if (node.state === 'failed') return;
      node.member.tick(this.nowMs);
      this.#plan(node);
    });
  }

  #of(name: NodeId): Node {
    return this.#nodes.get(name) as Node;
  }
}
