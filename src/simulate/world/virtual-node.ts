/** One node of the simulated cluster: the same logic as a node process runs, with its own clock, and up, paused or down. */

import type { Bounds } from '../../core/bounds.ts';
import type { GossipSettings } from '../../core/config.ts';
import { incarnationAt, makeOrigin } from '../../core/store/dot.ts';
import type { Request } from '../../load/workload.ts';
import type { ReplyBody } from '../../protocol/envelope.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { Server } from '../../workload/server.ts';
import type { Input, Step } from '../../workload/step.ts';
import type { WorkloadName } from '../../workload/workloads.ts';
import type { NodeClock } from './node-clock.ts';
import type { NodeDisk } from './node-disk.ts';
import type { Tick } from './virtual-time.ts';

/**
 * - `up`: it runs.
 * - `paused`: its process stands still; what is sent to it waits.
 * - `down`: it receives nothing, and what is sent to it is lost.
 */
export type NodeState = 'up' | 'paused' | 'down';

/** A client's request on its way into a node. */
export interface Asked {
  readonly request: Request;
  /** @param body undefined: no answer will come */
  readonly answered: (body: ReplyBody | undefined) => void;
}

export interface Arriving {
  readonly input: Input;
  readonly asked?: Asked | undefined;
}

export interface NodeOptions {
  readonly gossip: GossipSettings;
  readonly bounds: Partial<Bounds>;
  readonly workload: WorkloadName;
  readonly seed: number;
  /** Those that a client gives it; none: it is given no topology. */
  readonly neighbours: readonly NodeId[];
  /** Members change while the cluster runs. */
  readonly hasViews?: boolean;
  /** Where it keeps its data; undefined: in memory alone. */
  readonly disk: NodeDisk | undefined;
}

export class VirtualNode {
  readonly name: NodeId;
  readonly index: number;
  clock: NodeClock;
  state: NodeState = 'up';
  /** Where members change: its process is not running, and may be started to join. */
  isSpare = false;
  /** Counts the lives that are over. */
  life = 0;
  server: Server;
  origin: Origin;
  /** What came while it was paused, in order. */
  readonly waiting: Arriving[] = [];
  /** The tick of the earliest wake-up that is planned; Infinity: none is. */
  plannedWake = Infinity;
  /** When its logic wants to be called. */
  wakeTick = Infinity;
  readonly neighbours: readonly NodeId[];
  readonly disk: NodeDisk | undefined;
  /** What may leave it, once it runs again. */
  readonly leaving: (() => void)[] = [];
  /** Requests whose replies have not left. */
  readonly unanswered = new Set<Asked>();
  readonly #options: NodeOptions;

  get hasViews(): boolean {
    return this.#options.hasViews === true;
  }

  constructor(name: NodeId, index: number, clock: NodeClock, options: NodeOptions) {
    this.name = name;
    this.index = index;
    this.clock = clock;
    this.neighbours = options.neighbours;
    this.disk = options.disk;
    this.#options = options;
    this.server = new Server({ ...options, incarnation: 0 });
    this.origin = makeOrigin(name, 0);
  }

  /** Some step may begin another life, where the node finds its clock wrong. */
  takeStep(input: Input, tick: Tick): Step {
    const step = this.server.step(input, this.clock.at(tick));
    const origin = this.server.replica?.origin ?? this.origin;
    if (origin !== this.origin) this.life++;
    this.origin = origin;
    return step;
  }

  /** Begins a life without memory. Incarnations are start times, as those of real nodes. */
  begin(now: number): void {
    this.disk?.replace();
    this.#start(now);
    this.origin = makeOrigin(this.name, incarnationAt(now));
  }

  /** Goes on with what it kept. Which life that is turns out when it is initialised. */
  recover(now: number): void {
    this.#start(now);
  }

  #start(now: number): void {
    this.server = new Server({ ...this.#options, incarnation: incarnationAt(now), kept: this.disk?.open() });
    this.waiting.length = 0;
    this.leaving.length = 0;
    this.wakeTick = Infinity;
  }

  /** What a step sends leaves once it is kept, and while the node runs. */
  send(step: Step, leave: () => void): void {
    const { server } = this;
    if (this.disk === undefined) leave();
    else
      this.disk.keep(step, server.lastStepMs, () => {
        if (this.server !== server) return;
        if (this.state === 'up') leave();
        else this.leaving.push(leave);
      });
  }
}
