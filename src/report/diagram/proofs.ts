/** Which operations prove a failed check: the diagram opens at them. */

import type { Operation } from '../../check/history.ts';
import { problemsIn } from '../../check/workloads/verdict.ts';
import type { Run } from '../schema/run-schema.ts';

/** Operations of one proof, at most. */
export const MAX_PROOF = 30;

export type Proofs = Record<string, readonly number[]>;

/** By the text of the problem. */
export function proofsOf(
  { verdict, finalState, problems }: Pick<Run, 'verdict' | 'finalState' | 'problems'>,
  operations: readonly Operation[],
): Proofs {
  const proofs: Proofs = {};
  for (const rule of verdict?.rules ?? []) {
    const [text] = problemsIn({ rules: [rule] });
    if (text !== undefined && (rule.proof?.length ?? 0) > 0) proofs[text] = rule.proof ?? [];
  }
  if (finalState === null) return proofs;
  const { disagreeing, lost, invented, unread } = finalState;
  for (const { examples } of [disagreeing, lost, invented, unread]) {
    const [first] = examples;
    const problem = first === undefined ? undefined : problems.find((text) => text.endsWith(first));
    const key = first === undefined ? undefined : keyIn(first);
    if (problem === undefined || key === undefined) continue;
    const ofKey = operations.filter((op) => String(op.key) === key);
    if (ofKey.length > 0) proofs[problem] = idsOf(ofKey.slice(-MAX_PROOF));
  }
  return proofs;
}

export function idsOf(operations: readonly Operation[]): number[] {
  return operations.slice(0, MAX_PROOF).map(({ id }) => id);
}

/** The key that an example is about: as JSON at its beginning, or behind `of key`. */
function keyIn(example: string): string | undefined {
  const [, text] = /(?:^|of key )("(?:[^"\\]|\\.)*"|-?\d+)/.exec(example) ?? [];
  return text === undefined ? undefined : String(JSON.parse(text));
}
