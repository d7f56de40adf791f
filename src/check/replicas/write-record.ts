/** What became of the writes to a store: counts, times, and who took them. */

export class WriteRecord {
  started = 0;
  acknowledged = 0;
  /** Not started, because every key still waited for the answer to the write before. */
  shed = 0;
  /** By the name of the error. */
  readonly errors = new Map<string, number>();
  readonly latencyMs: number[] = [];
  readonly ackedAtMs: number[] = [];
  readonly failedAtMs: number[] = [];
  /** Acknowledged, and gone when another server took over. */
  lost = 0;
  /** Times without an acknowledged write, because writes failed. */
  readonly outages: { fromMs: number; toMs: number | undefined }[] = [];
  /** Who took writes, since when. */
  readonly writers: { name: string; sinceMs: number }[] = [];
}
