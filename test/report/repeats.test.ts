/** Figures over several seeds of which some have none: how many have one is said, on the terminal and on the page, and both say the same. */

import assert from 'node:assert/strict';
import { groupsOf } from '../../src/report/measures/groups.ts';
import { renderBenchPage } from '../../src/report/page/page.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import { makePaint } from '../../src/report/text/paint.ts';
import { repeatsTable } from '../../src/report/text/repeats-text.ts';
import { sampleReport, sampleRun } from './sample.ts';

/** Nothing was written in it. */
function silent(seed: number): Run {
  const run = sampleRun('normal', 1);
  const messages = { ...run.messages, perWrite: null, bytesPerWrite: null };
  return { ...run, seed, messages, convergenceMs: null, observedConvergenceMs: null };
}

describe('repeats of which some lack a figure', () => {
  const slow = { ...sampleRun('normal', 2), seed: 4 };
  const runs = [silent(1), silent(2), silent(3), slow, { ...sampleRun('normal', 1), seed: 5 }];

  it('say how many have it', () => {
    const table = (some: readonly Run[]): string =>
      repeatsTable(groupsOf(some), ['normal'], { paint: makePaint(false), width: 100 });
    assert.match(table(runs), /^ +convergence p99 \(ms\) +67\.5 +2 of 5: 45\.0 … 90\.0$/m);
    assert.match(table(runs), /^ +throughput \(operations\/s\) +\S+ +[\d.,]+ … [\d.,]+$/m, 'all have it');
    assert.doesNotMatch(table(runs.slice(3)), /convergence p99.* of /);
  });

  it('are shown on the page as on the terminal, with a run that has something to show', () => {
    const page = renderBenchPage(sampleReport(runs), 'gossipscope bench');
    assert.match(page, /2 of 5: 45\.0 … 90\.0/);
    assert.match(page, /67\.5\sms<\/span>\s99 % within \(45\sms … 90\sms over 2 of 5 seeds\)/);
    assert.equal(groupsOf(runs)[0]?.middle.seed, 5);
    assert.equal(groupsOf(runs.slice(0, 3))[0]?.middle.seed, 2);
  });
});
