/** Everybody who watches keys. What waits for one of them is bounded: who reads too slowly is sent away, and told so. */

import type { ServerResponse } from 'node:http';
import type { WatchedChange } from '../../../workload/step.ts';
import type { ApiCounts } from '../api-counts.ts';
import type { ApiLimits } from '../settings.ts';
import { Changes, type Numbered } from './changes.ts';

/** Where nothing changes, something is sent this often, so that a connection that broke is noticed. */
const HEARTBEATS_PER_PATIENCE = 3;

interface Watcher {
  readonly prefix: string;
  readonly response: ServerResponse;
}

export class Watchers {
  readonly #limits: ApiLimits;
  readonly #counts: ApiCounts;
  readonly #changes: Changes;
  readonly #all = new Set<Watcher>();
  readonly #heart: NodeJS.Timeout;
  readonly #begin: () => void;
  #hasBegun = false;

  /**
   * @param life tells this life of the node from every other
   * @param begin is called with the first watcher: a node that nobody has watched keeps no changes
   */
  constructor(limits: ApiLimits, counts: ApiCounts, life: string, begin: () => void) {
    this.#begin = begin;
    this.#limits = limits;
    this.#counts = counts;
    this.#changes = new Changes(life);
    this.#heart = setInterval(() => this.#beat(), limits.requestMs / HEARTBEATS_PER_PATIENCE);
    this.#heart.unref();
  }

  get isFull(): boolean {
    return this.#all.size >= this.#limits.watchers;
  }

  /** @param lastId of the last event that it has seen, where it comes back */
  add(response: ServerResponse, prefix: string, lastId: string | undefined): void {
    if (!this.#hasBegun) this.#begin();
    this.#hasBegun = true;
    const watcher = { prefix, response };
    this.#all.add(watcher);
    this.#counts.watchers = this.#all.size;
    response.once('close', () => this.#remove(watcher));
    const missed = lastId === undefined ? [] : this.#changes.since(lastId);
    if (lastId === undefined) response.write(this.#state('ready', 'changes from now on'));
    else if (missed === undefined)
      response.write(this.#state('reset', 'changes were missed: list the keys again'));
    else for (const change of missed) this.#send(watcher, change);
  }

  publish(changes: readonly WatchedChange[]): void {
    for (const change of changes) {
      const numbered = this.#changes.add(change);
      if (numbered === undefined) continue;
      for (const watcher of this.#all) this.#send(watcher, numbered);
    }
  }

  /** The service ends. */
  close(): void {
    clearInterval(this.#heart);
    for (const watcher of this.#all) this.#dismiss(watcher, 'the node is shutting down: watch another one');
  }

  #send(watcher: Watcher, { key, text }: Numbered): void {
    if (!key.startsWith(watcher.prefix) || !this.#all.has(watcher)) return;
    // Before it is written: a single event may be longer, and whoever reads gets it.
    if (watcher.response.writableLength <= this.#limits.watcherBytes) {
      watcher.response.write(text);
      this.#counts.watchEvents(1);
      return;
    }
    this.#counts.refused('slow_watcher');
    this.#dismiss(watcher, `more than ${this.#limits.watcherBytes} bytes waited to be read: read faster`);
  }

  /** Tells it why, behind what it has still to read; it has so long to read that. */
  #dismiss(watcher: Watcher, reason: string): void {
    const { response } = watcher;
    this.#remove(watcher);
    response.end(`event: closed\ndata: ${JSON.stringify({ reason })}\n\n`);
    const timer = setTimeout(() => response.destroy(), this.#limits.requestMs);
    timer.unref();
    response.once('close', () => clearTimeout(timer));
  }

  #remove(watcher: Watcher): void {
    this.#all.delete(watcher);
    this.#counts.watchers = this.#all.size;
  }

  #state(event: string, what: string): string {
    return `id: ${this.#changes.lastId}\nevent: ${event}\ndata: ${JSON.stringify({ what })}\n\n`;
  }

  #beat(): void {
    for (const { response } of this.#all) response.write(': alive\n\n');
  }
}
