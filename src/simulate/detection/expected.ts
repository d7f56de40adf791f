/** What the papers expect of SWIM, for the model that they have: messages are lost independently of each other, and nobody is slow. */

/**
 * Periods until the first node has found that a member failed at the beginning of one (SWIM, section 3.1): in each period, each of
 * the others probes it with a chance of one in n − 1. With many nodes it comes to e/(e − 1).
 */
export function expectedDetectionPeriods(nodes: number): number {
  return 1 / (1 - (1 - 1 / (nodes - 1)) ** (nodes - 1));
}

/**
 * Suspicions of live members, for each node and minute: a probe is in vain where the ping or its answer is lost, and so is some part
 * of each way over the others that are asked (SWIM, section 3.1: the chance is (1 − q²)(1 − q⁴)^k for a share q of messages that arrive).
 */
export function expectedFalseSuspicionsPerMin(
  lossRatio: number,
  { periodMs, indirectProbes }: { readonly periodMs: number; readonly indirectProbes: number },
  nodes: number,
): number {
  const arriving = 1 - lossRatio;
  const ways = Math.min(indirectProbes, nodes - 2);
  return (60_000 / periodMs) * (1 - arriving ** 2) * (1 - arriving ** 4) ** ways;
}
