/** Replicas that a test holds in its hand, and the truth that watches them: it is told step by step what they do and say. */

import assert from 'node:assert/strict';
import type { Dot, Version } from '../../../src/core/store/dot.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import type { View } from '../../../src/core/membership/view.ts';
import type { Request } from '../../../src/load/workload.ts';
import type { ReplyBody } from '../../../src/protocol/envelope.ts';
import type { JsonText, Key, NodeId, Origin } from '../../../src/protocol/names.ts';
import { toWire } from '../../../src/protocol/value-text.ts';
import { Truth } from '../../../src/simulate/truth/truth.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';

export type Held = Version & Dot;

/** A replica that holds what it is told to hold. */
class FakeReplica {
  readonly versions = new Map<Key, Held>();
  readonly values = new Map<Key, string | undefined>();
  members: { view: View } | undefined;
  changes = 0;

  /** @param value undefined: it is a tombstone */
  hold(key: Key, version: Held, value: string | undefined): Held {
    this.versions.set(key, version);
    this.values.set(key, value);
    this.changes++;
    return version;
  }

  versionOf(key: Key): Held | undefined {
    return this.versions.get(key);
  }

  peek(key: Key): string | undefined {
    return this.values.get(key);
  }

  claims(): boolean {
    return false;
  }
}

interface FakeNode {
  readonly name: NodeId;
  readonly index: number;
  life: number;
  origin: Origin;
  readonly server: { replica: FakeReplica };
}

export class World {
  readonly nodes: readonly FakeNode[] = ['n1', 'n2'].map((name, index) => ({
    ...{ name: name as NodeId, index, life: 0, origin: `${name}#0` as Origin },
    server: { replica: new FakeReplica() },
  }));
  readonly truth: Truth;
  now = 1000;
  #seq = 0;

  constructor(hasViews = false) {
    this.truth = new Truth(2, hasViews);
  }

  node(index: number): FakeNode {
    return this.nodes[index] ?? assert.fail();
  }

  get all(): readonly VirtualNode[] {
    return this.nodes as unknown as readonly VirtualNode[];
  }

  get wrong(): readonly string[] {
    return this.truth.wrong.examples;
  }

  step(index: number, events: readonly NodeEvent[], request?: Partial<Request>, reply?: ReplyBody): void {
    const sends = reply === undefined ? [] : [{ kind: 'reply', body: reply }];
    this.#stepped(index, { type: 'tick' }, events, sends, request);
  }

  /** A message brings these writes, each with its value unless it was overwritten on its way. */
  gossip(
    index: number,
    version: Version,
    keys: readonly Key[],
    events: readonly NodeEvent[] = [],
    overwritten: readonly Key[] = [],
  ): void {
    const writes = [
      ...keys.map((key) => [key, toWire('"v"' as JsonText)]),
      ...overwritten.map((key) => [key]),
    ];
    const entries = [[version.origin, 1, version.clockUs, 1, 1, writes]];
    this.#stepped(index, { type: 'gossip', body: { type: 'mail', entries } }, events, []);
  }

  #stepped(
    index: number,
    input: object,
    events: readonly NodeEvent[],
    sends: object[],
    request?: object,
  ): void {
    const asked =
      request === undefined ? undefined : { request: { reads: [], ...request }, answered: () => undefined };
    const step = { events, sends };
    this.truth.stepped(this.node(index) as never, input as never, step as never, this.now, asked as never);
  }

  /** A client's write of these keys, accepted by a node. */
  write(index: number, keys: readonly Key[], clockUs: number, value = '"v"'): Held {
    return this.#accept(index, keys, clockUs, value);
  }

  delete(index: number, key: Key, clockUs: number): Held {
    return this.#accept(index, [key], clockUs, undefined);
  }

  #accept(index: number, keys: readonly Key[], clockUs: number, value: string | undefined): Held {
    const { origin, server } = this.node(index);
    const version = { clockUs, origin, seq: ++this.#seq };
    for (const key of keys) server.replica.hold(key, version, value);
    const accepted = this.accepted(origin, version.seq);
    this.step(index, [accepted], { writes: { type: 'keys', keys } });
    return version;
  }

  accepted(origin: Origin, seq: number): NodeEvent {
    return { type: 'accepted', dot: { origin, seq }, acceptedAtMs: this.now, traceparent: undefined };
  }

  /** A view takes effect at the node. */
  view(index: number, view: View, state: 'active' | 'leaving' | null = 'active'): void {
    this.node(index).server.replica.members = { view };
    const members = { joining: 0, active: 0, leaving: 0 };
    this.step(index, [{ type: 'view', id: view.id, members, state }]);
  }

  /** The node has lost its memory, and begins anew. */
  restart(index: number): void {
    const node = this.node(index);
    this.truth.forgot(node as never);
    node.life++;
    node.origin = `${node.name}#${node.life}` as Origin;
    node.server.replica = new FakeReplica();
  }
}

/** The node says that it took up this very write. */
export function applied(dot: Dot, propagationMs: number): NodeEvent {
  const times = { propagationMs, departedAtMs: 0, appliedAtMs: 0, traceparent: undefined };
  return { type: 'applied', dot, from: 'n1' as NodeId, hops: 1, ...times };
}
