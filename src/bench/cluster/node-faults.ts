/**
 * Makes node processes fail as the plan says, and bring them back. A pause is SIGSTOP and SIGCONT. A restart is SIGKILL, then a new
 * process and `init` again. A crash that keeps its memory cannot be had of a process that keeps nothing else: it is a pause in which
 * everything sent to the node is lost.
 */

import type { Fault } from '../../net/fault.ts';
import type { FaultyNodes } from '../../net/fault-plan.ts';
import type { CountsByKind } from '../../net/message-counts.ts';
import type { Recovery } from '../../report/parts/processes-part.ts';
import type { Clients } from '../clients/clients.ts';
import type { Served } from '../clients/operation.ts';
import type { Cluster } from './cluster.ts';

/** A node's life that was ended before it could be asked what it had seen. */
export interface EndedLife {
  readonly node: string;
  /** From 1 on. */
  readonly life: number;
  readonly sent: CountsByKind;
  readonly served: Served;
}

/** When a new life began. */
interface Start {
  readonly node: string;
  readonly startedAtMs: number;
  initMs: number | null;
  caughtUpMs: number | null;
}

export interface NodeFaultOptions {
  readonly cluster: Cluster;
  readonly clients: Clients;
  readonly hasTopology: boolean;
  readonly now: () => number;
  /** A node that was killed serves again. */
  readonly onNextLife?: (node: string) => void;
  /** A node is gone for good. */
  readonly onLost?: (node: string) => void;
}

export class NodeFaults implements FaultyNodes {
  readonly endedLives: EndedLife[] = [];
  /** By node: since when its present life serves; those that were never killed are not in it. */
  readonly lifeStarts = new Map<string, number>();
  readonly #options: NodeFaultOptions;
  readonly #failed = new Set<string>();
  /** Went with their machine, for good: when, in ms since the epoch. */
  readonly lostAtMs = new Map<string, number>();
  readonly #killed = new Map<string, Promise<void>>();
  readonly #starts: Start[] = [];
  readonly #starting: Promise<void>[] = [];

  constructor(options: NodeFaultOptions) {
    this.#options = options;
  }

  isUp(node: string): boolean {
    return !this.#failed.has(node);
  }

  begin(fault: Fault, node: string): void {
    const { cluster } = this.#options;
    this.#failed.add(node);
    if (fault === 'restart') this.#killed.set(node, cluster.killNode(node));
    else cluster.pause(node, fault === 'pause');
  }

  /** The node's machine is gone, which the run did not ask for: it is as if it had been killed, and never started again. */
  lost(node: string, sinceMs: number): void {
    const { cluster, clients, now, onLost } = this.#options;
    this.#failed.add(node);
    this.lostAtMs.set(node, sinceMs);
    this.noteRecoveries();
    this.endedLives.push(this.#endLife(node));
    this.lifeStarts.set(node, Infinity);
    cluster.router.wiretap.convergence.forgot(node, now());
    clients.checker?.livesEnded?.(this.lifeStarts);
    onLost?.(node);
  }

  end(fault: Fault, node: string): void {
    if (this.lostAtMs.has(node)) return;
    if (fault === 'restart') {
      const started = this.#startAgain(node);
      // Its failure is the cluster's, which ends the run.
      started.catch(() => undefined);
      this.#starting.push(started);
      return;
    }
    this.#options.cluster.resume(node);
    this.#failed.delete(node);
  }

  /** Resolves when every node that is being started serves. @throws {NodeFailure} */
  async allUp(): Promise<void> {
    await this.#options.cluster.guard(Promise.all(this.#starting));
  }

  /** How each start of this node went, in order. Ask when all is over. */
  recoveries(node: string): Recovery[] {
    return this.#starts.filter((start) => start.node === node);
  }

  /** Looks at how far the present lives have got, before one of them ends or the run does. */
  noteRecoveries(): void {
    const { convergence } = this.#options.cluster.router.wiretap;
    for (const node of new Set(this.#starts.map((start) => start.node))) {
      const last = this.#starts.findLast((start) => start.node === node);
      if (last !== undefined) last.caughtUpMs = convergence.caughtUpMs(node) ?? null;
    }
  }

  async #startAgain(node: string): Promise<void> {
    const { cluster, hasTopology, now, onNextLife } = this.#options;
    await this.#killed.get(node);
    if (this.lostAtMs.has(node)) return;
    this.noteRecoveries();
    this.endedLives.push(this.#endLife(node));
    const startedAtMs = now();
    cluster.router.wiretap.convergence.forgot(node, startedAtMs);
    const start: Start = { node, startedAtMs, initMs: null, caughtUpMs: null };
    this.#starts.push(start);
    await cluster.startAgain(node, hasTopology);
    if (cluster.lost.has(node)) return;
    this.lifeStarts.set(node, now());
    start.initMs = now() - startedAtMs;
    this.#failed.delete(node);
    onNextLife?.(node);
  }

  #endLife(node: string): EndedLife {
    const { cluster, clients } = this.#options;
    const life = 1 + this.endedLives.filter((one) => one.node === node).length;
    return { node, life, sent: cluster.router.traffic.endLife(node), served: clients.endLife(node) };
  }
}
