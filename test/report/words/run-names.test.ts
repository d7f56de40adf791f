/** Every run of a report has a name of its own, made of what was varied. */

import assert from 'node:assert/strict';
import { namesOf, strategiesRun, variedIn } from '../../../src/report/words/run-names.ts';

const run = (scenario: string, point: Record<string, string> = {}) => ({ scenario, point });

describe('the name of a run', () => {
  it('is its scenario where nothing was varied', () => {
    assert.deepEqual(namesOf([run('normal'), run('partition')]), ['normal', 'partition']);
  });

  it('says what was varied, and the scenario where there are several', () => {
    const swept = ['1', '2'].map((fanout) => run('normal', { fanout, loss: '1%' }));
    assert.deepEqual(namesOf(swept), ['fanout 1, loss 1%', 'fanout 2, loss 1%']);
    const compared = ['normal', 'partition'].map((scenario) => run(scenario, { strategy: 'relay' }));
    assert.deepEqual(namesOf([...compared, run('normal', { strategy: 'plumtree' })]), [
      'relay, normal',
      'relay, partition',
      'plumtree, normal',
    ]);
  });

  it('varies strategies where a bench has several', () => {
    assert.deepEqual([variedIn({ strategy: null }), variedIn({ strategy: 'relay' })], [[], []]);
    const values = ['relay', 'plumtree'];
    assert.deepEqual(variedIn({ strategy: 'relay,plumtree' }), [{ flag: 'strategy', values }]);
  });
});

describe('the strategies that ran', () => {
  it('are those that the nodes name, each once', () => {
    const named = ['relay', 'relay', 'plumtree', null].map((strategy) => ({ strategy }));
    assert.equal(strategiesRun(named), 'relay, plumtree');
    assert.equal(strategiesRun([{ strategy: null }]), '');
  });
});
