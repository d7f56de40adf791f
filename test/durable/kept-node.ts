/** A node that keeps its data on a disk that fails, driven step by step: what it said, and which of its processes said so. */

import { prng, type Prng } from '../../src/base/prng.ts';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import { openLog } from '../../src/durable/directory/open-log.ts';
import { FaultyDisk, type DiskFaults } from '../../src/durable/files/faulty-disk.ts';
import type { DurableLog } from '../../src/durable/log/durable-log.ts';
import type { Durability, LogEvent } from '../../src/durable/log/log-host.ts';
import { writeSnapshot } from '../../src/durable/log/snapshot.ts';
import type { Outbound } from '../../src/protocol/envelope.ts';
import type { NodeId } from '../../src/protocol/names.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { Server } from '../../src/workload/server.ts';

const NODES = ['n1', 'n2'] as NodeId[];
/** Files are full, and the log is shortened, after a few dozen writes. */
const LIMITS = { segmentBytes: 1500, shortenBytes: 4000, reserveBytes: 600 };
/** Of nodes with an even seed, logs grow ahead of what is written. */
const ROOM_BYTES = 700;
/** Such a seed. */
export const WITH_ROOM = 2;

export class KeptNode {
  readonly disk: FaultyDisk;
  readonly told: LogEvent[] = [];
  /** What has left the node, in order, over all processes. */
  readonly sent: Outbound[] = [];
  /** Events of all steps, by type. */
  readonly events: string[] = [];
  server!: Server;
  log!: DurableLog;
  /** Syncs that were asked for and not answered. */
  readonly #syncs: (() => void)[] = [];
  readonly #timers: (() => void)[] = [];
  readonly #rng: Prng;
  readonly #durability: Durability;
  readonly #roomBytes: number;
  readonly #nodes: NodeId[];
  now = 1_700_000_000_000;
  #msgId = 0;

  /** @param nodes the cluster, whose first node this is: nobody else is there to answer it */
  constructor(
    seed: number,
    faults: Partial<DiskFaults> = {},
    durability: Durability = 'sync',
    nodes: NodeId[] = NODES,
  ) {
    this.#rng = prng(seed);
    this.#durability = durability;
    this.#roomBytes = seed % 2 === 0 ? ROOM_BYTES : 0;
    this.#nodes = nodes;
    this.disk = new FaultyDisk({ whenSynced: (done) => this.#syncs.push(done), ...faults });
    this.start();
  }

  /** A process begins. @throws {FatalError} */
  start(): void {
    const { config } = this;
    const { log, recovered, isWhole } = openLog(this.disk, {
      ...{ durability: this.#durability, limits: { ...LIMITS, roomBytes: this.#roomBytes } },
      elapsedMs: () => this.now,
      later: (_delayMs, act) => this.#timers.push(act),
      shorten: ({ manifest, through, atMs }, done) =>
        done(writeSnapshot(this.disk, manifest, through, atMs, config)),
      tell: (event) => {
        this.told.push(event);
        if (event.type === 'full') (this.server as Server | undefined)?.setDiskFull(event.isFull);
      },
    });
    this.log = log;
    this.server = new Server({
      ...{ gossip: DEFAULT_GOSSIP, workload: 'kv', seed: 1, incarnation: Math.floor(this.now * 1000) },
      kept: {
        ...{ isWhole, lastAtMs: recovered.lastAtMs },
        changes: () => log.changes(),
        claim: () => undefined,
      },
    });
    this.server.setDiskFull(log.isFull);
    this.ask({ type: 'init', node_id: 'n1', node_ids: this.#nodes });
  }

  /** As which it replays what was kept. */
  get config() {
    return { ...DEFAULT_GOSSIP, node: this.#nodes[0] as NodeId, nodes: this.#nodes };
  }

  /** A client's request; its reply leaves when it is kept. @returns its number */
  ask(body: Record<string, unknown>): number {
    const msg_id = ++this.#msgId;
    this.#step({ src: 'c1', dest: 'n1', body: { ...body, msg_id } });
    return msg_id;
  }

  wake(): void {
    this.now += 50;
    this.#step(undefined);
  }

  #step(message: object | undefined): void {
    this.now += 0.25;
    const parsed = message && parseLine(JSON.stringify(message));
    const step = this.server.step(parsed ? { type: 'line', parsed } : { type: 'wake' }, this.now);
    for (const { type } of step.events) this.events.push(type);
    const isTimed = step.sends.some(({ kind }) => kind === 'gossip');
    this.log.record(step.changes ?? [], isTimed, this.server.lastStepMs);
    this.log.commit(() => this.sent.push(...step.sends));
  }

  /** The disk answers the first sync that waits, or all. */
  sync(all = false): void {
    do this.#syncs.shift()?.();
    while (all && this.#syncs.length > 0);
  }

  /** What waits for a time does not wait any longer. */
  runTimers(): void {
    for (const act of this.#timers.splice(0)) act();
  }

  /** Its process is gone, or its power. */
  die(powerFails: boolean): void {
    this.#syncs.length = 0;
    this.#timers.length = 0;
    if (powerFails) this.disk.crash(this.#rng);
    else this.disk.kill();
    this.now += 1000;
  }

  /** What has been replied to a request; undefined: nothing. */
  replyTo(msgId: number): Record<string, unknown> | undefined {
    for (const message of this.sent)
      if (message.kind === 'reply' && message.inReplyTo === msgId) return message.body;
    return undefined;
  }

  /** At once, with whatever sync that takes. */
  read(key: string): unknown {
    const id = this.ask({ type: 'read', key });
    this.sync(true);
    const value = this.replyTo(id)?.['value'] as { text: string } | undefined;
    return value && JSON.parse(value.text);
  }
}
