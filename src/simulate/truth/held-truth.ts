/**
 * What each replica holds: looked up in the replica itself after every step that may have changed it. It must be what somebody wrote
 * there, be no older than what the replica held before, and be taken up only as the node says.
 */

import type { NodeEvent } from '../../core/events.ts';
import { compareVersions, type Version } from '../../core/store/dot.ts';
import type { GossipBody } from '../../protocol/gossip.ts';
import type { Key } from '../../protocol/names.ts';
import type { VirtualNode } from '../world/virtual-node.ts';
import { KeyTruth, nameOf } from './key-truth.ts';
import { ReceivedEntries } from './received-entries.ts';

/** What is known beside. */
interface Known {
  readonly nodes: number;
  readonly step: number;
  /** What is wrong, in words. */
  readonly wrong: { add(problem: string): void };
  slotOf(node: VirtualNode): number;
  /** Of those that count for this node. */
  slotsFor(node: VirtualNode): readonly number[];
}

export class HeldTruth {
  readonly keys = new Map<Key, KeyTruth>();
  readonly entries = new ReceivedEntries();
  /** By all nodes. */
  tombstonesDropped = 0;
  readonly #truth: Known;
  /** By node: the changes of its replica that have been looked at. */
  readonly #changes: number[] = [];

  constructor(truth: Known) {
    this.#truth = truth;
  }

  keyOf(name: Key): KeyTruth {
    let key = this.keys.get(name);
    if (key === undefined) this.keys.set(name, (key = new KeyTruth(name, this.#truth.nodes)));
    return key;
  }

  /** Looks at everything, the keys included that no message seemed to touch. */
  lookAtAll(nodes: readonly VirtualNode[]): void {
    for (const node of nodes)
      for (const { key } of this.keys.values()) {
        const version = this.look(node, key, NaN);
        if (version === undefined) this.#checkValue(node, key);
        else this.#finds(node, `took up ${nameOf(version)} unseen`);
      }
  }

  /** Only keys that the message names can have changed, if any has; `lookAtAll` looks at all. */
  received(node: VirtualNode, body: GossipBody, events: readonly NodeEvent[], now: number): void {
    const { replica } = node.server;
    if (body.entries === undefined || replica === undefined) return;
    // It comes again, when the two share a view.
    if (events.some((event) => event.type === 'rejected' && event.reason === 'other_view')) return;
    const late = events.reduce(
      (sum, event) => sum + (event.type === 'received' && event.outcome === 'late' ? event.count : 0),
      0,
    );
    this.entries.add(body.entries, replica, late);
    if (replica.changes === this.#changes[node.index]) return;
    this.#changes[node.index] = replica.changes;
    // An event names the very entry that the replica holds.
    const applied = new Set<unknown>();
    for (const event of events) if (event.type === 'applied') applied.add(event.dot);
    for (const [, , , , , writes] of body.entries) {
      for (const [key] of writes) {
        const held = this.look(node, key, now);
        const isSilent = held !== undefined && !applied.has(held);
        if (isSilent) this.#finds(node, `took up ${nameOf(held)} and did not say so`);
      }
    }
  }

  /** Looks into the replica. Returns the version that it has newly taken up, if it has. */
  look(node: VirtualNode, name: Key, now: number): Version | undefined {
    const held = node.server.replica?.versionOf(name);
    if (held === undefined) return undefined;
    const key = this.keyOf(name);
    const slot = this.#truth.slotOf(node);
    const before = key.latestAt(slot);
    const order = before === undefined ? 1 : compareVersions(held, before);
    if (order === 0) return undefined;
    if (order < 0) this.#finds(node, `went back on key ${JSON.stringify(name)}`);
    this.#checkValue(node, name);
    const written = key.find(held);
    const version = written?.write ?? { clockUs: held.clockUs, origin: held.origin };
    const cameBack = written?.value !== undefined && key.isForgotten(written.write);
    if (cameBack) this.#finds(node, `brought a deleted value of key ${JSON.stringify(name)} back`);
    key.step(slot, version, this.#truth.step, now);
    return held;
  }

  /** The node dropped tombstones. */
  dropped(node: VirtualNode, keys: readonly Key[]): void {
    const slots = this.#truth.slotsFor(node);
    this.tombstonesDropped += keys.length;
    for (const name of keys) {
      const problem = this.keyOf(name).forget(this.#truth.slotOf(node), slots, this.#truth.step);
      if (problem !== undefined)
        this.#finds(node, `dropped the tombstone of key ${JSON.stringify(name)}, which ${problem}`);
    }
  }

  /** The node loses its memory. */
  forgot(node: VirtualNode): void {
    this.#changes[node.index] = 0;
  }

  /** Another process has what the node kept: all that it held. */
  recovered(node: VirtualNode, isSameLife: boolean, now: number): void {
    this.#changes[node.index] = -1;
    if (!isSameLife) {
      this.beganAnew(node, now);
      return;
    }
    for (const key of this.keys.values()) {
      const held = node.server.replica?.versionOf(key.key);
      const before = key.latestAt(this.#truth.slotOf(node));
      const isSame =
        held === undefined
          ? key.mayHoldNothing(this.#truth.slotOf(node))
          : before !== undefined && compareVersions(held, before) === 0;
      if (!isSame) this.#finds(node, `came back without what it held of key ${JSON.stringify(key.key)}`);
      this.#checkValue(node, key.key);
    }
  }

  /** What it has gone on with in another life, of what it held. */
  beganAnew(node: VirtualNode, now: number): void {
    const slotBefore = this.#truth.slotOf(node) - this.#truth.nodes;
    for (const [name, key] of this.keys) {
      const before = key.latestAt(slotBefore);
      const value = before === undefined ? undefined : key.find(before)?.value;
      if (before !== undefined) key.carriedOn(before);
      if (node.server.replica?.peek(name) !== value)
        this.#finds(node, `began anew without the value that it held of key ${JSON.stringify(name)}`);
      this.look(node, name, now);
    }
  }

  #checkValue(node: VirtualNode, name: Key): void {
    const held = node.server.replica?.versionOf(name);
    if (held === undefined) return;
    const written = this.keyOf(name).find(held);
    if (written === undefined || written.value !== node.server.replica?.peek(name))
      this.#finds(node, `holds a value of key ${JSON.stringify(name)} that nobody wrote there`);
  }

  #finds({ name }: VirtualNode, problem: string): void {
    this.#truth.wrong.add(`${name} ${problem}`);
  }
}
