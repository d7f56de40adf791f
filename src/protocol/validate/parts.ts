/** The parts that many sections of a message are made of: origins, times, and runs of sequence numbers. */

import { isFault, type Fault, type Hearing, type Life } from './hearing.ts';
import { TIME_LIMIT_MS } from './limits.ts';
import { tuple, value, whole, wrong, type Between, type Part, type Rule } from './rule.ts';

export const isTime = (at: unknown): boolean => typeof at === 'number' && at >= 0 && at < TIME_LIMIT_MS;
export const isAge = isTime;

export const time = value('milliseconds since the epoch, before the year 2220', isTime);
export const age = value('a number of ms, not negative and less than 250 years', isAge);

/** A life of any member of the cluster, by its one name. */
export const life: Rule = {
  says: 'a life of a node that init named: `<node>#<incarnation>`, in base 36',
  fault(origin, hearing) {
    const known = hearing.life(origin);
    return isFault(known) ? known : undefined;
  },
};

/** What must hold of the life that an origin names. */
export function ofLife(
  origin: unknown,
  hearing: Hearing,
  fault: (life: Life) => Fault | undefined,
): Fault | undefined {
  const known = hearing.life(origin);
  return isFault(known) ? known : fault(known);
}

/** What nobody may say of a node's writes who should know better: it of its own, and anybody to it. */
export const EXISTING =
  'nothing beyond what its origin has written, as far as the sender or the receiver is that origin';
const BEYOND = wrong('of writes that their origin has made', 'false_claim');

export function existing(origin: unknown, seq: number, hearing: Hearing): Fault | undefined {
  return ofLife(origin, hearing, ({ lastSeq }) => (seq <= lastSeq ? undefined : BEYOND));
}

const FROM_TO: readonly Part[] = [
  { name: 'from', rule: whole(1) },
  { name: 'to', rule: whole(1) },
];

/** A run that ends where it begins, or later. @param others what it bears beside its ends */
export function run(others: readonly Part[] = []): Rule {
  return tuple('a run of sequence numbers', [...FROM_TO, ...others], [ordered(0)]);
}

/** A run of one origin's writes. */
export const dots: Rule = tuple(
  'an origin and a run of its writes',
  [{ name: 'origin', rule: life }, ...FROM_TO],
  [
    ordered(1),
    {
      says: EXISTING,
      fault: ([origin, , to]: readonly [string, number, number], hearing) => existing(origin, to, hearing),
    },
  ],
);

function ordered(at: number): Between {
  const fault = wrong('a run that ends where it begins or later');
  return {
    says: 'from ≤ to',
    fault: (given: readonly number[]) =>
      (given[at] as number) <= (given[at + 1] as number) ? undefined : fault,
  };
}
