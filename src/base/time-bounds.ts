/** A time that is known as well as it was measured. */

/** It lies between, both ends included. */
export interface TimeBounds {
  readonly atLeastMs: number;
  readonly atMostMs: number;
}
