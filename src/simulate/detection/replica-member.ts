/** A whole replica in the place of a failure detector alone: what it finds while it does all that replicas do. */

import { DEFAULT_GOSSIP } from '../../core/config.ts';
import { isDetection, type GossipBody } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import { Server } from '../../workload/server.ts';
import type { Input } from '../../workload/step.ts';
import type { Member, MemberEffects } from './member.ts';

const CLIENT = 'c0';

export class ReplicaMember implements Member<GossipBody> {
  dueAtMs = Infinity;
  readonly #server: Server;
  readonly #out: MemberEffects<GossipBody>;

  constructor(
    {
      me,
      nodes,
      seed,
      periodMs,
    }: {
      readonly me: NodeId;
      readonly nodes: readonly NodeId[];
      readonly seed: number;
      readonly periodMs: number;
    },
    out: MemberEffects<GossipBody>,
    now: number,
  ) {
    this.#out = out;
    this.#server = new Server({
      gossip: { ...DEFAULT_GOSSIP, failureDetector: 'swim', probeIntervalMs: periodMs },
      ...{ workload: 'kv', incarnation: 0, seed },
    });
    const body = { type: 'init', node_id: me, node_ids: nodes };
    const message = { src: CLIENT, dest: me, body, msgId: undefined, line: '' };
    this.#step({ type: 'line', parsed: { ok: true, message } }, now);
  }

  tick(now: number): void {
    this.#step({ type: 'wake' }, now);
  }

  receive(from: NodeId, body: GossipBody, now: number): void {
    this.#step({ type: 'gossip', from, body }, now);
  }

  #step(input: Input, now: number): void {
    const { sends, events, wakeAt = Infinity } = this.#server.step(input, now);
    this.dueAtMs = wakeAt;
    for (const send of sends)
      if (send.kind === 'gossip') this.#out.send(send.dest, send.body, isDetection(send.body.type));
    for (const event of events) if (event.type === 'health') this.#out.found(event, event.isOwnProbe);
  }
}
