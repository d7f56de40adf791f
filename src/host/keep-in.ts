/** A node with a data directory: what its host has to do with each step, and what its output waits for. */

import process from 'node:process';
import type { Bounds } from '../core/bounds.ts';
import type { GossipSettings } from '../core/config.ts';
import type { Keeper } from '../durable/keeper.ts';
import type { Durability, LogEvent } from '../durable/log/log-host.ts';
import type { Server } from '../workload/server.ts';
import type { Step } from '../workload/step.ts';
import { now } from './clock.ts';
import { gated, type Write } from './gated-output.ts';
import type { Observers } from './observers.ts';

/** Where a service keeps its data. */
export interface Kept {
  /** Takes what a step changed. */
  keep(step: Step, atMs: number): void;
  /** Calls back once all that was taken before is on disk, in the order of the calls. */
  commit(onDisk: () => void): void;
}

export interface Keeping {
  readonly keeper: Keeper;
  readonly keep: (step: Step, atMs: number) => void;
  readonly gate: (write: Write) => Write;
  /** The node that the data are of. */
  readonly serve: (server: Server) => void;
}

export interface KeepingOptions {
  readonly durability: Durability;
  /** What the operator calls it; undefined: data of any cluster are taken. */
  readonly cluster?: string;
  readonly gossip: GossipSettings;
  /** Requests that come together are kept together: then a quick disk may be waited for. */
  readonly comesInGroups?: boolean;
  /** Members come and go. */
  readonly hasViews?: boolean;
  readonly bounds: Partial<Bounds>;
  readonly observers: Observers;
}

/** Loaded only where it is asked for. @throws {FatalError} */
export async function keepIn(
  directory: string,
  { durability, cluster, comesInGroups, gossip, hasViews, bounds, observers }: KeepingOptions,
): Promise<Keeping> {
  const { Keeper: DataKeeper } = await import('../durable/keeper.ts');
  let server: Server | undefined;
  const tell = (event: LogEvent): void => {
    observers.kept(event);
    if (event.type === 'full') server?.setDiskFull(event.isFull);
    if (event.type === 'failed') {
      process.stderr.write(`error: ${event.error.message}\n`);
      process.exit(1);
    }
  };
  const views = hasViews === true ? { founders: [], seeds: [] } : undefined;
  const config = () => server?.identity && { ...gossip, ...server.identity, bounds, views };
  const keeper: Keeper = new DataKeeper({ directory, durability, cluster, comesInGroups, config, tell });
  return {
    keeper,
    keep: ({ changes, sends, events }, atMs) => {
      keeper.record(
        changes ?? [],
        sends.some(({ kind }) => kind === 'gossip'),
        atMs,
      );
      if (!events.some(({ type }) => type === 'recalled')) return;
      // The step has read all that there was.
      observers.recalled(keeper.openMs + now() - atMs, keeper.tornBytes);
    },
    gate: (write) => gated(keeper, write),
    serve: (served) => {
      server = served;
      server.setDiskFull(keeper.isFull);
    },
  };
}
