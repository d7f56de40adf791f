/** Operations for tests of verdicts, and a look at what a verdict says. */

import type { Operation } from '../../src/check/history.ts';
import type { Rule } from '../../src/check/workloads/verdict.ts';

let nextId = 1;

/** One every 10 ms, answered by n1 after 1 ms, unless told otherwise. */
export function operation(changes: Partial<Operation>): Operation {
  const id = nextId++;
  const atMs = id * 10;
  const times = { scheduledAtMs: atMs, invokedAtMs: atMs, completedAtMs: atMs + 1 };
  return { id, node: 'n1', kind: 'read', key: 'k', value: undefined, ...times, error: undefined, ...changes };
}

/** How often each rule that is broken was broken, by its name. */
export function broken({
  rules,
}: {
  readonly rules: readonly Omit<Rule, 'inTheEnd'>[];
}): Record<string, number> {
  return Object.fromEntries(rules.filter((rule) => rule.broken > 0).map((rule) => [rule.rule, rule.broken]));
}
