/**
 * Bailis et al. 2012, "Probabilistically bounded staleness for practical partial quorums": how probably a read sees a write, some time after
 * it was acknowledged, with three replicas of which one acknowledges (W = 1) and one answers (R = 1).
 */

import type { Prng } from '../../base/prng.ts';
import { prng } from '../../base/prng.ts';
import { Network, type Fate } from '../../net/network.ts';
import type { Request } from '../../load/workload.ts';
import type { GossipMessage, ReplyBody } from '../../protocol/envelope.ts';
import type { Input, Step } from '../../workload/step.ts';
import { PLAIN_LOAD } from '../clients.ts';
import { Simulation } from '../simulation.ts';
import { toTicks } from '../world/virtual-time.ts';
import type { Asked, VirtualNode } from '../world/virtual-node.ts';
import type { Measured, Reproduction } from './reproduction.ts';
import { NEVER_MS, singleWrites } from './undisturbed.ts';

type Key = Request['key'];

/** Draws a latency in ms. */
type Draw = (rng: Prng) => number;

interface Production {
  readonly name: string;
  readonly words: string;
  /** W: a write on its way to a replica. The others, its acknowledgement, a read and its answer, take the same times. */
  readonly write: Draw;
  readonly others: Draw;
  /** Share of the reads that see the write at once, in percent, and after how long 99.9 % do. */
  readonly atOncePercent: number;
  readonly nearlyAllMs: number;
  /** How many times longer all takes with us, whose clocks show whole milliseconds; no message may take longer than they ever do. */
  readonly scale: number;
}

/** Table 3 of the paper: what it fitted to the latencies of LinkedIn and Yammer. */
const SSD = mixed(0.9122, pareto(0.235, 10), exponential(1.66));
const PRODUCTIONS: readonly Production[] = [
  {
    ...{ name: 'LNKD-SSD', words: "LinkedIn's Voldemort on SSDs", write: SSD, others: SSD },
    ...{ atOncePercent: 97.4, nearlyAllMs: 1.85, scale: 200 },
  },
  {
    ...{ name: 'LNKD-DISK', words: "LinkedIn's Voldemort on spinning disks", others: SSD },
    write: mixed(0.38, pareto(1.05, 1.51), exponential(0.183)),
    ...{ atOncePercent: 43.9, nearlyAllMs: 45.5, scale: 50 },
  },
  {
    ...{ name: 'YMMR', words: "Yammer's Riak" },
    write: mixed(0.939, pareto(3, 3.35), exponential(0.0028)),
    others: mixed(0.982, pareto(1.5, 3.8), exponential(0.0217)),
    ...{ atOncePercent: 89.3, nearlyAllMs: 1364, scale: 10 },
  },
];

const REPLICAS = 3;
const WRITES = 2000;
/** In ms of the paper: nearly every message has arrived by then. */
const APART_MS = 3000;

export const PBS: Reproduction = {
  name: 'pbs',
  title: 'How probably a read sees a write, t after its acknowledgement (N = 3, R = W = 1)',
  source:
    'Bailis et al. 2012, "Probabilistically bounded staleness for practical partial quorums", tables 3 and 4 and section 5.6',
  mapping:
    'The coordinator is a node of its own, which writes by direct mail to three others and is not read; a write is acknowledged when the first ' +
    'acknowledgement of a replica comes in. A read is asked of all three at once; the first answer counts. Latencies are those that the paper fitted ' +
    '(its table 3), for mails W, for acknowledgements A, for reads R and their answers S. Anti-entropy is put off, as in the paper. All times are ' +
    '200, 50 and 10 times as long as there, because our clocks show whole milliseconds.',
  figures: {
    atOncePercent: 'share of the reads that see the write when they begin as it is acknowledged, in percent',
    laterPercent: 'the same, where they begin after the time at which the paper expects 99.9 %',
  },
  cases: PRODUCTIONS.map((production) => ({
    name: `${production.name}, ${production.words}; later: ${production.nearlyAllMs} ms`,
    published: { atOncePercent: production.atOncePercent, laterPercent: 99.9 },
    resolution: { atOncePercent: 200 / WRITES, laterPercent: 200 / WRITES },
    measure: (seed) => visibility(production, seed),
  })),
};

function visibility(production: Production, seed: number): Measured {
  const simulation = new PartialQuorum(production, seed);
  simulation.runThrough();
  const [atOnce, later] = simulation.seen;
  return { atOncePercent: percentOf(atOnce), laterPercent: percentOf(later) };
}

function percentOf(seen: readonly boolean[] = []): number {
  return (100 * seen.filter(Boolean).length) / seen.length;
}

/** Reads each write once: as it is acknowledged, or later, in turns. */
class PartialQuorum extends Simulation {
  readonly seen: readonly [atOnce: boolean[], later: boolean[]] = [[], []];
  readonly #production: Production;
  readonly #rng: Prng;
  #writes = 0;
  /** Written, and not acknowledged by any replica. */
  #open: Key | undefined;

  constructor(production: Production, seed: number) {
    const rng = prng(seed).fork(production.name);
    super(
      ...singleWrites({
        ...{ seed, nodes: REPLICAS + 1, writes: WRITES, apartMs: APART_MS * production.scale },
        gossip: { strategy: 'direct-mail', flushIntervalMs: 0, ackDelayMs: 0, suspectAfterMs: NEVER_MS },
      }),
      PLAIN_LOAD,
      (config, names, networkRng) => new Fitted([config, names, networkRng], production, rng.fork('network')),
    );
    this.#production = production;
    this.#rng = rng.fork('reads');
    this.clients.onlyAt(1);
  }

  override stepped(node: VirtualNode, input: Input, step: Step, now: number, asked: Asked | undefined): void {
    super.stepped(node, input, step, now, asked);
    if (asked?.request.writes !== undefined) this.#open = asked.request.key;
  }

  override received(node: VirtualNode, message: GossipMessage, bytes: number): void {
    super.received(node, message, bytes);
    if (this.#open === undefined || message.body.acks === undefined) return;
    this.#read(this.#open, this.#writes++ % 2 === 0 ? 0 : 1);
    this.#open = undefined;
  }

  /** Of all replicas. Who answers first is drawn before: the answer does not wait for it. */
  #read(key: Key, turn: 0 | 1): void {
    const afterMs = turn === 0 ? 0 : this.#production.nearlyAllMs;
    const { others } = this.#production;
    const ways = this.cluster.nodes.slice(1).map((node) => ({
      ...{ node, thereMs: others(this.#rng), backMs: others(this.#rng) },
    }));
    const first = ways.reduce((a, b) => (b.thereMs + b.backMs < a.thereMs + a.backMs ? b : a));
    const answered = (answer: ReplyBody | undefined): void => {
      this.seen[turn].push(answer?.type === 'read_ok');
    };
    const request: Request = { body: { type: 'read', key }, key, reads: [key] };
    this.agenda.at(this.agenda.now + toTicks((afterMs + first.thereMs) * this.#production.scale), () =>
      this.cluster.ask(first.node, { request, answered }),
    );
  }
}

/** Mails from the coordinator take other times than what comes back. */
class Fitted extends Network {
  readonly #production: Production;
  readonly #fitted: Prng;
  readonly #coordinator: string | undefined;

  constructor(of: ConstructorParameters<typeof Network>, production: Production, rng: Prng) {
    super(...of);
    this.#production = production;
    this.#fitted = rng;
    [this.#coordinator] = of[1];
  }

  override route(src: string): Fate {
    const draw = src === this.#coordinator ? this.#production.write : this.#production.others;
    return { outcome: 'deliver', delaysMs: [draw(this.#fitted) * this.#production.scale] };
  }
}

function mixed(share: number, one: Draw, other: Draw): Draw {
  return (rng) => (rng.float() < share ? one(rng) : other(rng));
}

function pareto(leastMs: number, alpha: number): Draw {
  return (rng) => leastMs / (1 - rng.float()) ** (1 / alpha);
}

function exponential(ratePerMs: number): Draw {
  return (rng) => -Math.log(1 - rng.float()) / ratePerMs;
}
