/** Gives a strategy its type, and says what is wrong with it where it is written. */

import { definitionProblem, type StrategyDefinition } from '../core/dissemination/custom/definition.ts';

/** @throws {TypeError} which says what is missing */
export function defineStrategy(definition: StrategyDefinition): StrategyDefinition {
  const problem = definitionProblem(definition);
  if (problem !== undefined) throw new TypeError(`the strategy ${problem}`);
  return definition;
}
