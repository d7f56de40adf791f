/**
 * SWIM within a replica: its messages go as all others do, and whom it suspects is passed over until it is heard from. Nothing else
 * hangs on it: not who counts, and not what is acknowledged.
 */

import { isDetection, type GossipBody, type WireBelief } from '../../../protocol/gossip.ts';
import type { NodeId } from '../../../protocol/names.ts';
import type { Courier } from '../../repair/courier.ts';
import type { ReplicaState } from '../../state.ts';
import type { Finding } from './beliefs.ts';
import { FailureDetector, type DetectorEffects } from './failure-detector.ts';
import type { SwimMessage, Update } from './swim-message.ts';
import { DEFAULT_SWIM, type SwimSettings } from './swim-settings.ts';

/** @returns undefined where settings want none */
export function detectionOf(state: ReplicaState, courier: Courier, now: number): Detection | undefined {
  return state.config.failureDetector === 'swim' ? new Detection(state, courier, now) : undefined;
}

/** A message of any kind came. A node without a detector says so to whoever probes it, and to who asks it to probe another one. */
export function hearProbe(
  { type, probe, beliefs = [] }: GossipBody,
  from: NodeId,
  detection: Detection | undefined,
  courier: Courier,
  now: number,
): void {
  if (probe === undefined || !isDetection(type)) return;
  const [number, target] = probe;
  if (detection !== undefined) {
    const message = { kind: type, probe: number, updates: beliefs.map(updateOf) };
    detection.received(target === undefined ? message : { ...message, target }, from, now);
  } else if (type === 'ping' || type === 'pingreq')
    courier.sendMessage(from, 'pingnack', { probe: [number] }, now);
}

export class Detection implements DetectorEffects {
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #detector: FailureDetector;
  #now: number;

  constructor(state: ReplicaState, courier: Courier, now: number) {
    const { node, peers, config } = state;
    this.#state = state;
    this.#courier = courier;
    this.#now = now;
    const rng = config.rng.fork('failure-detector');
    const settings = settingsOf(state);
    const isMember = (name: NodeId): boolean => state.isPeer(name);
    // Not all nodes at the same moment.
    const beginsAtMs = now + settings.periodMs * rng.float();
    const detector = { me: node, members: peers, isMember, rng, settings };
    this.#detector = new FailureDetector(detector, this, beginsAtMs);
  }

  get dueAtMs(): number {
    return this.#state.peers.length === 0 ? Infinity : this.#detector.dueAtMs;
  }

  tick(now: number): void {
    this.#now = now;
    this.#detector.tick(now);
  }

  received(message: SwimMessage, from: NodeId, now: number): void {
    this.#now = now;
    this.#detector.receive(from, message, now);
  }

  membersChanged(): void {
    this.#detector.membersChanged(this.#state.peers);
    this.#report();
  }

  /** The peer does not even know what a probe is. */
  abstains(peer: NodeId, now: number): void {
    this.#now = now;
    this.#detector.abstains(peer);
  }

  send(dest: NodeId, { kind, probe, target, updates }: SwimMessage): void {
    const sections = {
      probe: target === undefined ? ([probe] as const) : ([probe, target] as const),
      ...(updates.length > 0 && { beliefs: updates.map(beliefOf) }),
    };
    this.#courier.sendMessage(dest, kind, sections, this.#now);
  }

  found(finding: Finding, isOwnProbe: boolean): void {
    const { reachability, out } = this.#state;
    const { node, health } = finding;
    if (health === 'alive') reachability.cleared(node);
    else reachability.suspect(node, this.#now);
    out.events.push({ type: 'health', ...finding, isOwnProbe });
    this.#report();
  }

  #report(): void {
    const [suspected, failed] = [this.#detector.countOf('suspect'), this.#detector.countOf('failed')];
    this.#state.out.events.push({ type: 'unhealthy', suspected, failed });
  }
}

function settingsOf({ config, bounds }: ReplicaState): SwimSettings {
  const { probeIntervalMs } = config;
  return {
    ...DEFAULT_SWIM,
    ...{ periodMs: probeIntervalMs, answerMs: probeIntervalMs / 2 },
    ...{ updatesPerMessage: bounds.probeBeliefs, relayedProbes: bounds.relayedProbes },
  };
}

function updateOf([node, health, incarnation, by]: WireBelief): Update {
  return { node, health, incarnation, by };
}

function beliefOf({ node, health, incarnation, by }: Update): WireBelief {
  return [node, health, incarnation, by];
}
