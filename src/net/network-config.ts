/** The network of one scenario, from the settings that bench and simulator share. */

import type { LatencyDistribution } from './latency.ts';
import type { NetworkConfig } from './network.ts';
import type { Scenario } from './scenarios.ts';

export interface NetworkSettings {
  readonly latencyDistribution: LatencyDistribution;
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly lossRatio: number;
  readonly duplicateRatio: number;
}

/** @param scenario what it adds to the settings' loss and duplication */
export function networkConfigOf(
  {
    latencyDistribution: distribution,
    latencyMs: meanMs,
    jitterMs,
    lossRatio,
    duplicateRatio,
  }: NetworkSettings,
  {
    extraLossRatio = 0,
    extraDuplicateRatio = 0,
  }: Pick<Scenario, 'extraLossRatio' | 'extraDuplicateRatio'> = {},
): NetworkConfig {
  return {
    latency: { distribution, meanMs, jitterMs },
    lossRatio: Math.min(1, lossRatio + extraLossRatio),
    duplicateRatio: Math.min(1, duplicateRatio + extraDuplicateRatio),
  };
}
