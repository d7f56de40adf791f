/** A workload's verdict stands in the table: its facts, its rules, and dashes where a run has none of them. */

import assert from 'node:assert/strict';
import { SetChecker } from '../../../src/check/workloads/set-checker.ts';
import { UniqueIdsChecker } from '../../../src/check/workloads/unique-ids.ts';
import type { WorkloadChecker } from '../../../src/check/workloads/verdict.ts';
import { sectionsFor } from '../../../src/report/words/figures.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { spreadPart, verdictPart } from '../../../src/report/parts/verdict-part.ts';
import { operation } from '../../check/clients-record.ts';
import { sampleRun } from '../sample.ts';

const TITLE = "answers, by the rules of Maelstrom's checkers";

function figuresOf(...runs: Run[]): Record<string, (number | null)[]> {
  const section = sectionsFor(runs, { workload: 'unique-ids' }).find(({ title }) => title === TITLE);
  return Object.fromEntries((section?.figures ?? []).map(({ label, of }) => [label, runs.map(of)]));
}

describe('the figures of a verdict', () => {
  it('are its facts and how often each rule was broken', () => {
    const checker: WorkloadChecker = new UniqueIdsChecker();
    const before: Run = { ...sampleRun('normal', 1), verdict: verdictPart(checker, false) };
    for (const id of [1, 1, 2]) checker.answered(operation({}), { type: 'generate_ok', id }, false);
    const after: Run = { ...sampleRun('partition', 2), verdict: verdictPart(checker, false) };
    assert.deepEqual(figuresOf(before, after), { ids: [0, 3], 'ids were given again': [0, 1] });
    assert.deepEqual(figuresOf(after, sampleRun('other', 1))['ids'], [3, null]);
  });

  it('are left out where no run has a verdict', () => {
    assert.deepEqual(figuresOf(sampleRun('normal', 1)), {});
    assert.deepEqual([verdictPart(undefined, true), spreadPart(undefined)], [null, null]);
  });

  it('have a row for what is seldom dropped only where it was', () => {
    const row = (dropped: Readonly<Record<string, number>>): (number | null)[] | undefined => {
      const run = sampleRun('normal', 1);
      const runs = [run, { ...run, messages: { ...run.messages, dropped } }];
      const figures = sectionsFor(runs, { workload: 'kv' }).flatMap((section) => section.figures);
      const carrier = figures.find(({ label }) => label === 'dropped: by NATS, on the way to an agent');
      return carrier && runs.map(carrier.of);
    };
    assert.deepEqual(row({ carrier: 3 }), [null, 3]);
    assert.equal(row({ carrier: 0 }), undefined);
  });

  it('are without the rules of the end where nobody read in the end', () => {
    const checker = new SetChecker('value', ['n1'], 0);
    const rulesIf = (hasFinalReads: boolean): number =>
      verdictPart(checker, hasFinalReads)?.rules.length ?? 0;
    assert.ok(rulesIf(false) > 0 && rulesIf(true) > rulesIf(false));
    assert.equal(spreadPart(checker)?.attempted, 0);
  });
});
