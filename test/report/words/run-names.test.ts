/** Every run of a report has a name of its own, made of what was varied. */

import assert from 'node:assert/strict';
import { namesOf, strategiesRun, variedIn } from '../../../src/report/words/run-names.ts';
import { sampleRun } from '../sample.ts';

const runs = (...scenarios: string[]) => scenarios.map((name) => sampleRun(name, 1));

describe('the name of a run', () => {
  it('is its scenario where nothing was varied', () => {
    const names = namesOf(runs('normal', 'partition'), null, ['normal', 'partition']);
    assert.deepEqual(names, ['normal', 'partition']);
  });

  it('says what was varied, and the scenario where there are several', () => {
    const fanout = { flag: 'fanout', values: ['1', '2'] };
    assert.deepEqual(namesOf(runs('normal', 'normal'), fanout, ['normal']), ['fanout 1', 'fanout 2']);
    const both = ['normal', 'partition'];
    // Interrupted before its last run.
    assert.deepEqual(
      namesOf(runs('normal', 'partition', 'normal'), variedIn({ strategy: 'relay,plumtree' }), both),
      ['relay, normal', 'relay, partition', 'plumtree, normal'],
    );
  });

  it('varies strategies where a bench has several', () => {
    assert.deepEqual([variedIn({ strategy: null }), variedIn({ strategy: 'relay' })], [null, null]);
  });
});

describe('the strategies that ran', () => {
  it('are those that the nodes name, each once', () => {
    const named = ['relay', 'relay', 'plumtree', null].map((strategy) => ({ strategy }));
    assert.equal(strategiesRun(named), 'relay, plumtree');
    assert.equal(strategiesRun([{ strategy: null }]), '');
  });
});
