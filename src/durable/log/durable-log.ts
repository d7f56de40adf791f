/**
 * Keeps what happens in a node, and holds back what it sends until that is on disk: so nobody ever hears of anything that a crash
 * could take back. Commits are made in groups (DeWitt et al. 1984): all that came while one sync ran is on disk with the next one.
 *
 * Begin here. `log-files.ts` has the files that it consists of, `frame.ts` is what one write puts into a file, `record.ts` one change
 * in it; `scan.ts` and `recovered.ts` read them again; `snapshot.ts` shortens the log. `../files/` is the disk, `../directory/` says
 * whose it is.
 */

import { FatalError } from '../../base/fatal-error.ts';
import type { Change } from '../../core/journal/change.ts';
import type { Manifest } from '../directory/manifest.ts';
import { isFull, type Files } from '../files/files.ts';
import { LogFiles, type LogStart } from './log-files.ts';
import type { LogHost } from './log-host.ts';
import { changesIn } from './recovered.ts';
import { Reserve } from './reserve.ts';
import { toRecord } from './record.ts';

/** How long a full disk is left alone. */
const RETRY_MS = 1000;

const NOTHING = '[]';

interface Held {
  /** The group that has to be on disk. */
  readonly group: number;
  readonly release: () => void;
}

export class DurableLog {
  readonly #files: Files;
  readonly #host: LogHost;
  readonly #log: LogFiles;
  readonly #reserve: Reserve;
  /** Before this process nothing was missing that had left. */
  readonly #wasWhole: boolean;
  #hasNewLife = false;
  #records: unknown[] = [];
  /** Something was recorded that is not written yet, if only a time. */
  #isDirty = false;
  #atMs: number;
  /** Groups are numbered. */
  #written = 0;
  #synced = 0;
  #sinceSync = { records: 0, bytes: 0 };
  #isSyncing = false;
  #isFull = false;
  #isClosed = false;
  #failure: FatalError | undefined;
  #held: Held[] = [];

  constructor(files: Files, host: LogHost, start: LogStart & { readonly wasWhole: boolean }) {
    this.#files = files;
    this.#host = host;
    this.#log = new LogFiles(files, host, start);
    this.#wasWhole = start.wasWhole;
    this.#atMs = start.recovered.lastAtMs;
    this.#reserve = new Reserve(files, host.limits.reserveBytes);
    if (!this.#reserve.make()) this.#setFull();
  }

  get manifest(): Manifest {
    return this.#log.manifest;
  }

  /** There is no room: nothing new can be kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** All that was kept before. */
  changes(): Iterable<Change> {
    return changesIn(this.#files, this.#log.manifest);
  }

  setManifest(changes: Partial<Manifest>): void {
    this.#log.setManifest(changes);
  }

  /**
   * What a step changed.
   * @param isTimed whether something leaves that says what time it is: the time has to be kept then, too
   */
  record(changes: readonly Change[], isTimed: boolean, atMs: number): void {
    if (changes.length === 0 && !isTimed) return;
    for (const change of changes) {
      if (change.type === 'life') this.#hasNewLife = true;
      this.#records.push(toRecord(change));
    }
    this.#isDirty = true;
    if (atMs > this.#atMs) this.#atMs = atMs;
  }

  /** Calls back, in order, when all that was recorded is on disk. */
  commit(release: () => void): void {
    if (this.#failure !== undefined) return;
    const group = this.#isDirty ? this.#written + 1 : this.#written;
    const isToWait = this.#host.durability === 'sync' && (group > this.#synced || this.#held.length > 0);
    if (isToWait) this.#held.push({ group, release });
    else release();
    this.#write();
    this.#sync();
  }

  /** Puts all on disk, lets go what waited for it, and closes the files. */
  close(): void {
    if (this.#failure !== undefined || this.#isClosed) return;
    this.#write();
    if (this.#isDirty) return;
    this.#log.syncNow();
    this.#synced = this.#written;
    this.#release();
    this.#markSynced();
    this.#setWhole(this.#wasWhole || this.#hasNewLife);
    this.#isClosed = true;
    this.#log.close();
  }

  #write(): void {
    if (!this.#isDirty || this.#failure !== undefined) return;
    try {
      if (this.#log.isTimeForNext) {
        this.#log.next(this.#atMs);
        // What waits for it goes with the sync that follows.
        this.#synced = this.#written;
      }
      this.#sinceSync.bytes += this.#writeGroup(JSON.stringify(this.#records));
    } catch (error) {
      if (isFull(error)) this.#setFull();
      else this.#fail(error);
      return;
    }
    this.#sinceSync.records += this.#records.length;
    this.#records = [];
    this.#isDirty = false;
    this.#written++;
  }

  /** Where there is no room, what is under way gets that of the reserve. */
  #writeGroup(payload: string): number {
    try {
      return this.#log.write(payload, this.#atMs);
    } catch (error) {
      if (!isFull(error)) throw error;
      this.#setFull();
      if (!this.#reserve.giveUp()) throw error;
      return this.#log.write(payload, this.#atMs);
    }
  }

  #sync(): void {
    if (this.#isSyncing || this.#failure !== undefined || this.#written <= this.#synced) return;
    this.#isSyncing = true;
    const group = this.#written;
    const { records, bytes } = this.#sinceSync;
    this.#sinceSync = { records: 0, bytes: 0 };
    const beganAtMs = this.#host.elapsedMs();
    this.#log.sync((error) => {
      this.#isSyncing = false;
      if (this.#isClosed) return;
      if (error !== undefined) {
        this.#fail(error);
        return;
      }
      this.#host.tell({ type: 'committed', elapsedMs: this.#host.elapsedMs() - beganAtMs, records, bytes });
      this.#synced = Math.max(this.#synced, group);
      this.#release();
      this.#write();
      this.#sync();
      this.#markSynced();
    });
  }

  #release(): void {
    if (this.#hasNewLife && this.#host.durability === 'sync') this.#setWhole(true);
    // What is released may bring the next commit.
    for (
      let first = this.#held[0];
      first !== undefined && first.group <= this.#synced;
      first = this.#held[0]
    ) {
      this.#held.shift();
      first.release();
    }
  }

  /** Where that cannot be written, the next process begins a new life: one more than it had to. */
  #setWhole(isWhole: boolean): void {
    if (isWhole === this.manifest.isWhole) return;
    try {
      this.setManifest({ isWhole });
    } catch (error) {
      if (!isFull(error)) this.#fail(error);
    }
  }

  /** A frame that says what is on disk: damage to the last group is seen, even if nothing follows it. */
  #markSynced(): void {
    if (this.#isDirty || this.#written > this.#synced || this.#failure !== undefined) return;
    try {
      this.#log.write(NOTHING, this.#atMs);
    } catch {
      // It is not missed.
    }
  }

  #setFull(): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#host.tell({ type: 'full', isFull: true });
    this.#host.later(RETRY_MS, () => this.#retry());
  }

  #retry(): void {
    if (this.#failure !== undefined || this.#isClosed) return;
    this.#write();
    this.#sync();
    if (this.#isDirty || !this.#reserve.make()) {
      this.#host.later(RETRY_MS, () => this.#retry());
      return;
    }
    this.#isFull = false;
    this.#host.tell({ type: 'full', isFull: false });
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    const reason = error instanceof Error ? error.message : String(error);
    this.#failure = new FatalError(
      `${this.#files.path} cannot be written (${reason}): all that was acknowledged is in it; see to the disk, and start the node again`,
    );
    this.#held = [];
    this.#host.tell({ type: 'failed', error: this.#failure });
  }
}
