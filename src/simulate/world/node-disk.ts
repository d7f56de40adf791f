/** The disk of a simulated node that keeps its data: what it sends waits for a sync, and comes to nothing where the node is killed first. */

import type { Prng } from '../../base/prng.ts';
import { openLog, type Opened } from '../../durable/directory/open-log.ts';
import { FaultyDisk } from '../../durable/files/faulty-disk.ts';
import { writeSnapshot, type SnapshotConfig } from '../../durable/log/snapshot.ts';
import type { Kept } from '../../workload/recall.ts';
import type { Step } from '../../workload/step.ts';
import { toMs, toTicks, type Agenda } from './virtual-time.ts';

/** Small: files are full, and the log is shortened, within a short run. */
const LIMITS = { segmentBytes: 4096, shortenBytes: 16_384, reserveBytes: 512, roomBytes: 1024 };
/** How long a sync takes at most. */
const MOST_SYNC_MS = 4;

export class NodeDisk {
  readonly #agenda: Agenda;
  readonly #rng: Prng;
  readonly #config: SnapshotConfig;
  #disk: FaultyDisk;
  #log: Opened['log'] | undefined;
  /** Steps whose messages wait. */
  #waiting = 0;

  constructor(agenda: Agenda, rng: Prng, config: SnapshotConfig) {
    this.#agenda = agenda;
    this.#rng = rng;
    this.#config = config;
    this.#disk = this.#newDisk();
  }

  /** A process of the node begins. */
  open(): Kept {
    const host = {
      ...({ durability: 'sync', limits: LIMITS } as const),
      elapsedMs: () => toMs(this.#agenda.now),
      later: (delayMs: number, act: () => void) => this.#after(delayMs, act),
      shorten: (
        job: Parameters<Parameters<typeof openLog>[1]['shorten']>[0],
        done: (result: number) => void,
      ) => done(writeSnapshot(this.#disk, job.manifest, job.through, job.atMs, this.#config)),
      tell: () => undefined,
    };
    const { log, recovered, isWhole } = openLog(this.#disk, host);
    this.#log = log;
    return {
      ...{ isWhole, lastAtMs: recovered.lastAtMs },
      changes: () => log.changes(),
      claim: () => undefined,
    };
  }

  /** Calls back when what the step sends may leave. */
  keep({ changes, sends }: Step, atMs: number, leave: () => void): void {
    this.#log?.record(
      changes ?? [],
      sends.some(({ kind }) => kind === 'gossip'),
      atMs,
    );
    this.#waiting++;
    this.#log?.commit(() => {
      this.#waiting--;
      leave();
    });
  }

  /** The process is killed; where nothing waits for the disk, its power may fail as well. */
  kill(): void {
    const mayFail = this.#waiting === 0;
    this.#waiting = 0;
    if (mayFail && this.#rng.float() < 0.5) this.#disk.crash(this.#rng);
    else this.#disk.kill();
  }

  /** Another one, empty. */
  replace(): void {
    this.#disk.kill();
    this.#waiting = 0;
    this.#disk = this.#newDisk();
  }

  #newDisk(): FaultyDisk {
    return new FaultyDisk({ whenSynced: (done) => this.#after(this.#rng.float() * MOST_SYNC_MS, done) });
  }

  #after(delayMs: number, act: () => void): void {
    this.#agenda.at(this.#agenda.now + toTicks(delayMs), act);
  }
}
