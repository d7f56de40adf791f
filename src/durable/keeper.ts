/**
 * The data directory of one node process: locked, opened and checked, then written to until the process ends. Hosts give it each step,
 * and send nothing before it says so.
 */

import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as zlib from 'node:zlib';
import { FatalError } from '../base/fatal-error.ts';
import type { Change } from '../core/journal/change.ts';
import type { NodeId } from '../protocol/names.ts';
import { claimFor, openLog } from './directory/open-log.ts';
import { lock } from './directory/lock.ts';
import { makeDirectory } from './directory/make-directory.ts';
import type { DiskError } from './files/files.ts';
import { RealFiles, type SyncsAtOnce } from './files/real-files.ts';
import type { DurableLog } from './log/durable-log.ts';
import { LOG_LIMITS, type Durability, type LogEvent, type LogLimits } from './log/log-host.ts';
import type { SnapshotConfig } from './log/snapshot.ts';
import { shortenInThread } from './shorten/thread.ts';

/** A few hundred short writes, and hardly longer than the longest step: nothing would have left sooner, since all of it waits for the disk. */
const SYNCS_AT_ONCE: SyncsAtOnce = { mostBytes: 2 ** 14, mostMs: 1 };

export interface KeeperOptions {
  readonly directory: string;
  readonly durability: Durability;
  /** What the operator calls the cluster; undefined: it is not compared. */
  readonly cluster?: string | undefined;
  readonly limits?: Partial<LogLimits>;
  /** What comes together is one group: then a quick disk may be waited for. */
  readonly comesInGroups?: boolean | undefined;
  /** How the node replays what was kept; undefined: it is not initialised yet. */
  readonly config: () => SnapshotConfig | undefined;
  readonly tell: (event: LogEvent) => void;
}

export class Keeper {
  /** Whether nothing that ever left the node is missing. */
  readonly isWhole: boolean;
  /** When the process before this one last kept anything. */
  readonly lastAtMs: number;
  /** Cut off: it was never promised. */
  readonly tornBytes: number;
  /** How long it took to check what there was. */
  readonly openMs: number;
  readonly #log: DurableLog;
  readonly #directory: string;
  readonly #unlock: () => void;

  /** @throws {FatalError} one line that says what is wrong with the directory and what to do */
  constructor({ directory, durability, cluster, limits, comesInGroups, config, tell }: KeeperOptions) {
    const beganAtMs = performance.now();
    if (typeof zlib.crc32 !== 'function')
      throw new FatalError('a node that keeps its data needs Node.js 20.15 or later');
    this.#directory = directory;
    this.#unlock = lockedDirectory(directory);
    try {
      const host = {
        ...{ durability, tell, limits: { ...LOG_LIMITS, ...limits } },
        elapsedMs: () => performance.now(),
        later: (delayMs: number, act: () => void) => void setTimeout(act, delayMs).unref(),
        shorten: shortenInThread(directory, config),
      };
      // Where nobody waits for the disk, the node does not either.
      const atOnce = comesInGroups === true && durability === 'sync' ? SYNCS_AT_ONCE : undefined;
      const { log, recovered, isWhole } = openLog(new RealFiles(directory, atOnce), host, cluster);
      this.#log = log;
      this.isWhole = isWhole;
      this.lastAtMs = recovered.lastAtMs;
      this.tornBytes = recovered.tornBytes;
    } catch (error) {
      this.#unlock();
      throw error;
    }
    this.openMs = performance.now() - beganAtMs;
  }

  /** There is no room: nothing new can be kept. */
  get isFull(): boolean {
    return this.#log.isFull;
  }

  changes(): Iterable<Change> {
    return this.#log.changes();
  }

  /** @throws {FatalError} where the directory is another node's */
  claim(node: NodeId): void {
    claimFor(this.#log, node, this.#directory);
  }

  /**
   * What a step changed.
   * @param isTimed whether something leaves that says what time it is
   * @param atMs by the clock of the node
   */
  record(changes: readonly Change[], isTimed: boolean, atMs: number): void {
    this.#log.record(changes, isTimed, atMs);
  }

  /** Calls back, in order, when all that was recorded before is on disk. */
  commit(release: () => void): void {
    this.#log.commit(release);
  }

  /** Puts all on disk, and gives the directory back. */
  close(): void {
    this.#log.close();
    this.#unlock();
  }
}

/** Directories that were made are on disk as well: a name is kept by the directory above it. */
function makeDurably(directory: string): void {
  for (const made of makeDirectory(resolve(directory)).toReversed())
    new RealFiles(dirname(made)).syncDirectory();
}

function lockedDirectory(directory: string): () => void {
  try {
    makeDurably(directory);
    if (!statSync(directory).isDirectory()) throw new FatalError(`${directory} is no directory`);
    return lock(directory);
  } catch (error) {
    if (error instanceof FatalError) throw error;
    const { code, message } = error as DiskError;
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new FatalError(`${directory} is no directory: name one that is, or that can be made`);
    throw new FatalError(
      `${directory} cannot be written (${message}): give the node's user the right to write there`,
    );
  }
}
