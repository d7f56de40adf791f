/** What became of the writes to a store: counts, times, and who took them. */

/** What there is to tell of the writes. */
export interface WriteSink {
  started(): void;
  /** Not started, because every key still waited for the answer to the write before. */
  shed(): void;
  acknowledged(atMs: number, tookMs: number, key: string): void;
  /** @param error its name */
  failed(error: string, atMs: number): void;
  /** Another server takes writes from now on. @param lost writes that were acknowledged, and that it does not have */
  tookOver(server: string, atMs: number, lost: number): void;
}

export class WriteRecord implements WriteSink {
  startedWrites = 0;
  shedWrites = 0;
  lostWrites = 0;
  /** By the name of the error. */
  readonly errors = new Map<string, number>();
  readonly latencyMs: number[] = [];
  readonly ackedAtMs: number[] = [];
  readonly failedAtMs: number[] = [];
  /** Times without an acknowledged write, because writes failed. */
  readonly outages: { fromMs: number; toMs: number | undefined }[] = [];
  /** Who took writes, since when. */
  readonly writers: { name: string; sinceMs: number }[];
  readonly #startMs: number;

  /** @param writer takes the first ones */
  constructor(writer: string, startMs: number) {
    this.#startMs = startMs;
    this.writers = [{ name: writer, sinceMs: startMs }];
  }

  started(): void {
    this.startedWrites++;
  }

  shed(): void {
    this.shedWrites++;
  }

  acknowledged(atMs: number, tookMs: number): void {
    this.ackedAtMs.push(atMs);
    this.latencyMs.push(tookMs);
    const outage = this.outages.at(-1);
    if (outage !== undefined) outage.toMs ??= atMs;
  }

  failed(error: string, atMs: number): void {
    this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
    this.failedAtMs.push(atMs);
    const last = this.outages.at(-1);
    if (last !== undefined && last.toMs === undefined) return;
    // It began with the last write that was acknowledged: since then nobody can know.
    this.outages.push({ fromMs: this.ackedAtMs.at(-1) ?? this.#startMs, toMs: undefined });
  }

  tookOver(server: string, atMs: number, lost: number): void {
    this.writers.push({ name: server, sinceMs: atMs });
    this.lostWrites += lost;
  }
}
