/** Writes that may be gone with a node's memory: excused where nobody who remembers ever showed them, and never otherwise. */

import assert from 'node:assert/strict';
import type { Operation } from '../../src/check/history.ts';
import { perishableWrites } from '../../src/check/lives.ts';
import { judgeFinalState } from '../../src/check/reads/lost-writes.ts';
import { CounterChecker } from '../../src/check/workloads/counter-checker.ts';
import { SetChecker } from '../../src/check/workloads/set-checker.ts';
import { op } from './model.ts';

const NODES = ['n1', 'n2'];
/** n1 was killed, and its present life began then. */
const STARTS = new Map([['n1', 100]]);

const write = (node: string, value: string, atMs: number): Operation =>
  op('write', 'x', value, atMs, atMs + 1, { node });
const read = (node: string, value: string | undefined, atMs: number): Operation =>
  op('read', 'x', value, atMs, atMs + 1, { node });

/** Every node answers with this value in the end. */
function judged(history: readonly Operation[], held: string | undefined): { lost: number; perished: number } {
  const finals = NODES.map((node) => read(node, held, 1000));
  const verdict = judgeFinalState(history, finals, NODES, 0, perishableWrites(history, STARTS));
  return { lost: verdict.lost.count, perished: verdict.perished.count };
}

describe('a write that nobody holds in the end', () => {
  it('is lost as announced where the node that acknowledged it was killed afterwards', () => {
    assert.deepEqual(judged([write('n1', '1', 50)], undefined), { lost: 0, perished: 1 });
    const two = [write('n2', '0', 10), write('n1', '1', 50), write('n1', '2', 60)];
    assert.deepEqual(judged(two, '0'), { lost: 0, perished: 2 });
    assert.deepEqual(judged(two, '2'), { lost: 0, perished: 0 });
  });

  it('is an offence where another node acknowledged it, or the node’s present life did', () => {
    assert.deepEqual(judged([write('n2', '1', 50)], undefined), { lost: 1, perished: 0 });
    assert.deepEqual(judged([write('n1', '1', 150)], undefined), { lost: 1, perished: 0 });
    const both = [write('n1', '1', 50), write('n2', '2', 60)];
    assert.deepEqual(judged(both, undefined), { lost: 1, perished: 1 });
  });

  it('is an offence where a node that goes on has shown it', () => {
    const survivor = [write('n1', '1', 50), read('n2', '1', 70)];
    assert.deepEqual(judged(survivor, undefined), { lost: 1, perished: 0 });
    const itself = [write('n1', '1', 50), read('n1', '1', 70)];
    assert.deepEqual(judged(itself, undefined), { lost: 0, perished: 1 });
    const later = [write('n1', '1', 50), write('n1', '2', 60), read('n2', '1', 70), read('n2', '2', 80)];
    assert.deepEqual(judged(later, undefined), { lost: 1, perished: 0 });
    const alike = [write('n1', '1', 50), write('n2', '1', 55)];
    assert.equal(judged(alike, undefined).perished, 1, 'a write shows nothing');
  });

  it('counts as of the present life from the moment that it begins', () => {
    assert.deepEqual(judged([write('n1', '1', 99)], undefined), { lost: 0, perished: 1 });
    assert.deepEqual(judged([write('n1', '1', 100)], undefined), { lost: 1, perished: 0 });
  });

  it('is named, and is one that was acknowledged', () => {
    const history = [
      write('n1', '1', 50),
      read('n1', undefined, 55),
      op('write', 'x', '3', 60, undefined, { node: 'n1' }),
    ];
    const perishable = perishableWrites(history, STARTS);
    assert.deepEqual([...perishable], [history[0]]);
    assert.equal(perishableWrites(history, new Map()).size, 0);
    const finals = NODES.map((node) => read(node, undefined, 1000));
    const { examples } = judgeFinalState(history, finals, NODES, 0, perishable).perished;
    assert.deepEqual(examples, [{ key: 'x', text: 'n1 had acknowledged 1 before it was killed' }]);
    assert.equal(judgeFinalState(history, [], NODES, 0, perishable).perished.count, 0, 'nobody was asked');
    const touching = [write('n2', '0', 49), write('n1', '1', 50)];
    assert.deepEqual(judged(touching, '0'), { lost: 0, perished: 0 }, 'nobody can order the two');
    const mixed = [read('n1', undefined, 1000), read('n2', '1', 1000)];
    assert.equal(judgeFinalState(history, mixed, NODES, 0, perishable).perished.count, 0, 'n2 holds it');
  });
});

describe('an element that nobody holds in the end', () => {
  const verdictOf = (node: string, shownAtN2: boolean): { problems: number; perished: number } => {
    const checker = new SetChecker('value', NODES, 0);
    const add = op('write', 'x', '7', 50, 51, { node });
    checker.invoked(add);
    checker.answered(add, { type: 'add_ok' }, false);
    if (shownAtN2) checker.answered(read('n2', undefined, 60), { type: 'read_ok', value: [7] }, false);
    checker.livesEnded(STARTS);
    for (const one of NODES)
      checker.answered(read(one, undefined, 1000), { type: 'read_ok', value: [] }, true);
    const problems = checker.verdict().rules.reduce((sum, { broken }) => sum + broken, 0);
    return { problems, perished: checker.spread().perished.count };
  };

  it('is lost as announced, or an offence, in the same way', () => {
    assert.deepEqual(verdictOf('n1', false), { problems: 0, perished: 1 });
    assert.equal(verdictOf('n2', false).perished, 0);
    assert.ok(verdictOf('n2', false).problems > 0);
    assert.ok(verdictOf('n1', true).problems > 0);
  });
});

describe('a sum in the end', () => {
  it('may lack what a killed node had acknowledged, and nothing else', () => {
    const broken = (sum: number, node: string): number => {
      const checker = new CounterChecker(NODES);
      const adds = [op('write', 'x', '5', 50, 51, { node }), op('write', 'x', '3', 150, 151, { node: 'n2' })];
      for (const add of adds) checker.invoked(add);
      checker.livesEnded(STARTS);
      for (const one of NODES)
        checker.answered(read(one, undefined, 1000), { type: 'read_ok', value: sum }, true);
      return checker.verdict().rules.reduce((all, rule) => all + rule.broken, 0);
    };
    assert.equal(broken(8, 'n1'), 0);
    assert.equal(broken(3, 'n1'), 0);
    assert.ok(broken(5, 'n1') > 0);
    assert.ok(broken(3, 'n2') > 0);
  });
});
