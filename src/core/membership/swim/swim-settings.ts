/** How a failure detector is set: the names and standard values of the papers, which are those of HashiCorp's memberlist, too. */

import { DEFAULT_BOUNDS } from '../../bounds.ts';

export interface SwimSettings {
  /** Between two probes of one node: T' in the paper. */
  readonly periodMs: number;
  /** How long a direct answer may take; after that others are asked to probe, until the period ends. */
  readonly answerMs: number;
  /** How many others are asked: k in the paper. */
  readonly indirectProbes: number;
  /** A suspicion lasts this many periods, times log10 of the cluster's size, before the member counts as failed: α of Lifeguard. */
  readonly suspicionPeriods: number;
  /** How much longer than that a suspicion lasts that nobody else confirms: β of Lifeguard. */
  readonly suspicionStretch: number;
  /** So many confirmations shorten a suspicion to its least: K of Lifeguard. */
  readonly confirmations: number;
  /** How unhealthy a node can take itself to be: S of Lifeguard. */
  readonly mostUnhealthy: number;
  /** Each belief is told so often, times log10 of the cluster's size: λ in the paper. */
  readonly retellings: number;
  /** Beliefs in one message. */
  readonly updatesPerMessage: number;
  /** Probes that are made for others at once. Beyond it the oldest is given up, and its asker hears nothing. */
  readonly relayedProbes: number;
  /** Without it: SWIM as it was published in 2002. */
  readonly hasLifeguard: boolean;
}

export const DEFAULT_SWIM: SwimSettings = {
  periodMs: 1000,
  answerMs: 500,
  indirectProbes: 3,
  suspicionPeriods: 5,
  suspicionStretch: 6,
  confirmations: 3,
  mostUnhealthy: 8,
  retellings: 3,
  updatesPerMessage: DEFAULT_BOUNDS.probeBeliefs,
  relayedProbes: DEFAULT_BOUNDS.relayedProbes,
  hasLifeguard: true,
};
