/** What every node held in the end, as it stands in the report of a run, and what is wrong with it, in sentences. */

import type { OffenceList } from '../../check/offences.ts';
import type { Run } from '../schema/run-schema.ts';

/** What can be wrong, the worst first. */
const OFFENCES = ['lost', 'disagreeing', 'invented', 'unread'] as const;
export type FinalOffence = (typeof OFFENCES)[number];

export type FinalFacts = { readonly keys: number } & Readonly<Record<FinalOffence, OffenceList<string>>>;

/** @param facts undefined: nobody looked */
export function finalStatePart(facts: FinalFacts | undefined): Run['finalState'] {
  if (facts === undefined) return null;
  const { keys, disagreeing, lost, invented, unread } = facts;
  const part = ({ count, examples }: OffenceList<string>) => ({ count, examples: [...examples] });
  return {
    keys,
    disagreeing: part(disagreeing),
    lost: part(lost),
    invented: part(invented),
    unread: part(unread),
  };
}

/** Says in a sentence how often something was wrong, with an example. */
type Sentence = (count: number, example: string) => string;

/** Empty: nothing is wrong. */
export function finalStateProblems(
  state: Run['finalState'],
  sentences: Partial<Record<FinalOffence, Sentence>>,
): string[] {
  if (state === null) return [];
  return OFFENCES.flatMap((offence) => {
    const { count, examples } = state[offence];
    return count === 0 ? [] : (sentences[offence]?.(count, examples[0] ?? '') ?? []);
  });
}
