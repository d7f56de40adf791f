/** Strategies by their names: ours and those that are added, how they are defined, and which settings each looks at. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import {
  definitionProblem,
  type CustomDissemination,
} from '../../../src/core/dissemination/custom/definition.ts';
import { GuardedStrategy } from '../../../src/core/dissemination/custom/guarded-strategy.ts';
import {
  addStrategy,
  isKnownStrategy,
  makeDissemination,
  repairAfterMsOf,
  STRATEGY_NAMES,
  usesSetting,
} from '../../../src/core/dissemination/strategies.ts';
import type { StrategySettings } from '../../../src/core/dissemination/strategy-settings.ts';
import { HandHost } from './strategy-by-hand.ts';

const idle = { accepted: (): void => undefined };

describe('the definition of a strategy', () => {
  const create = (): CustomDissemination => idle;

  it('says what is wrong with it', () => {
    for (const [definition, problem] of [
      [{ name: 'x', create }, undefined],
      [{ name: 'x', create, repairAfterMs: 0 }, undefined],
      [null, 'is null, not an object'],
      ['text', 'is string, not an object'],
      [{ create }, 'has no name: it must be a text'],
      [{ name: '', create }, 'has no name: it must be a text'],
      [{ name: 'x' }, 'has no function create(host, settings): it is undefined'],
      ...[-1, Infinity, NaN, '5'].map((repairAfterMs) => [
        { name: 'x', create, repairAfterMs },
        'has a repairAfterMs that is no time in ms',
      ]),
    ] as [unknown, string | undefined][])
      assert.equal(definitionProblem(definition), problem);
  });

  it('is added under its name, once, and never under one of ours', () => {
    const definition = { name: 'added', create };
    const [first, second] = [
      { name: 'core-test', definition },
      { name: 'core-test', definition: { ...definition } },
    ];
    assert.equal(isKnownStrategy('core-test'), false);
    assert.deepEqual([addStrategy(first), addStrategy(first), addStrategy(second)], [true, true, false]);
    assert.equal(addStrategy({ name: 'relay', definition }), false);
    assert.deepEqual(
      ['core-test', 'relay', 'toString'].map((name) => isKnownStrategy(name)),
      [true, true, false],
    );
    assert.equal(repairAfterMsOf('core-test'), 3000);
    addStrategy({ name: 'core-test-quick', definition: { ...definition, repairAfterMs: 7 } });
    assert.deepEqual(
      ['core-test-quick', ...STRATEGY_NAMES].map((name) => repairAfterMsOf(name)),
      [7, 250, 3000, 3000, 500],
    );
    const host = new HandHost('n0', ['n1']).asHost;
    assert.ok(makeDissemination('core-test', host, DEFAULT_GOSSIP) instanceof GuardedStrategy);
    assert.throws(
      () => makeDissemination('never added', host, DEFAULT_GOSSIP),
      /never added was added before/,
    );
  });
});

describe('a setting', () => {
  it('is for the strategies that look at it; what none of ours has for itself is for all', () => {
    const users = (setting: keyof StrategySettings | 'ackDelayMs'): string =>
      [...STRATEGY_NAMES, 'somebody else’s'].filter((name) => usesSetting(name, setting)).join(', ');
    assert.equal(users('flushIntervalMs'), 'direct-mail, plumtree, relay, somebody else’s');
    assert.equal(users('fanout'), 'rumor-mongering, plumtree, somebody else’s');
    assert.equal(users('roundIntervalMs'), 'rumor-mongering, somebody else’s');
    assert.equal(users('rumorStopCount'), 'rumor-mongering, somebody else’s');
    assert.equal(users('lazyIntervalMs'), 'plumtree, somebody else’s');
    assert.equal(users('graftAfterMs'), 'rumor-mongering, plumtree, somebody else’s');
    assert.equal(users('batchIntervalMs'), 'relay, somebody else’s');
    assert.equal(users('ackDelayMs'), 'direct-mail, rumor-mongering, plumtree, relay, somebody else’s');
  });
});
