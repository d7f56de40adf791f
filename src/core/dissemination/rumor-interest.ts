/**
 * When a replica loses interest in a rumor (Demers et al. 1987, section 1.4): `blind`, by having told it, or with `feedback`, by hearing that it
 * was known already; after k times (`counter`), or each time with a probability of 1/k (`coin`).
 */

import type { Prng } from '../../base/prng.ts';

export const RUMOR_STOPS = ['feedback-counter', 'feedback-coin', 'blind-counter', 'blind-coin'] as const;
export type RumorStop = (typeof RUMOR_STOPS)[number];

/** What is counted of a rumor. */
export interface Tellings {
  /** Those that count against it. */
  needless: number;
  /** In the present round: how many were told, and how many of them knew it. */
  told: number;
  known: number;
}

/** Each says whether interest in the rumor is lost. */
export interface Interest {
  readonly told: (rumor: Tellings) => boolean;
  /** Who was told knew it. */
  readonly known: (rumor: Tellings) => boolean;
  readonly roundOver: (rumor: Tellings) => boolean;
}

export interface InterestSettings {
  readonly rumorStop: RumorStop;
  /** k */
  readonly rumorStopCount: number;
}

/** @param byRounds whether a round counts once, as the paper has it for pull (its table 3): against the rumor where all who were told knew it */
export function interestOf(
  { rumorStop, rumorStopCount: k }: InterestSettings,
  byRounds: boolean,
  rng: Prng,
): Interest {
  const once = (rumor: Tellings): boolean => ++rumor.needless >= k;
  const withCoin = (): boolean => rng.float() < 1 / k;
  switch (rumorStop) {
    case 'blind-counter':
      return { told: once, known: no, roundOver: no };
    case 'blind-coin':
      return { told: withCoin, known: no, roundOver: no };
    case 'feedback-coin':
      return { told: no, known: withCoin, roundOver: no };
    case 'feedback-counter':
      return byRounds ? countingRounds(once) : countingTellings(once);
  }
}

function no(): boolean {
  return false;
}

/** A round in which nobody knew it begins the count anew. */
function countingTellings(once: (rumor: Tellings) => boolean): Interest {
  return {
    told: no,
    known(rumor) {
      rumor.known++;
      return once(rumor);
    },
    roundOver(rumor) {
      if (rumor.known === 0) rumor.needless = 0;
      rumor.known = 0;
      return false;
    },
  };
}

/** A round in which somebody did not know it begins the count anew; one in which nobody was told changes nothing. */
function countingRounds(once: (rumor: Tellings) => boolean): Interest {
  return {
    told(rumor) {
      rumor.told++;
      return false;
    },
    known(rumor) {
      rumor.known++;
      return false;
    },
    roundOver(rumor) {
      const { told, known } = rumor;
      rumor.told = rumor.known = 0;
      if (told > known) rumor.needless = 0;
      return told > 0 && told <= known && once(rumor);
    },
  };
}
