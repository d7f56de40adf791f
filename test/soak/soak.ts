/** What a soak is run with. */

export interface SoakOptions {
  /** At full speed, on one node. */
  readonly writes: number;
  /** That these go to. */
  readonly keys: number;
  /** Of 100 keys, during a cut. */
  readonly overwrites: number;
  /** Keys written once each during a cut. */
  readonly distinct: number;
  /** Written once each on one node, for their memory. */
  readonly manyKeys: number;
  /** Of a node that keeps its data. */
  readonly kills: number;
  /** How long the bench loads five nodes in each scenario, s. */
  readonly benchSec: number;
  /** The same with kills, minutes. */
  readonly minutes: number;
  readonly strategies: readonly string[];
  /** Tells people how far it is. */
  readonly progress: (text: string) => void;
}

/** For trying: a minute or two. */
export const SMALL = {
  writes: 500_000,
  keys: 10_000,
  overwrites: 100_000,
  distinct: 10_000,
  manyKeys: 100_000,
  kills: 50,
  benchSec: 20,
  minutes: 1,
} as const;
/** What the figures in docs/performance.md are of. */
export const FULL = {
  writes: 10_000_000,
  keys: 10_000,
  overwrites: 1_000_000,
  distinct: 200_000,
  manyKeys: 1_000_000,
  kills: 500,
  benchSec: 180,
  minutes: 30,
} as const;
