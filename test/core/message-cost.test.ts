/**
 * A message costs in proportion to what it says, and not to the numbers in it: counted in looks into the log and in runs walked,
 * because times differ from machine to machine.
 */

import assert from 'node:assert/strict';
import { OriginLog } from '../../src/core/store/origin-log.ts';
import { Seen } from '../../src/core/store/seen.ts';
import type { StrategyName } from '../../src/core/dissemination/strategies.ts';
import { TestCluster } from '../support/test-cluster.ts';
import { entryWith } from './entries.ts';

const WRITES = 2000;
const REPEATED = 3000;
const ENDLESS = Number.MAX_SAFE_INTEGER;

type Sections = Readonly<Record<string, unknown>>;

/** How often the log and the version vector of n0, which has written much, are asked while it takes a message in. */
function looks(strategy: StrategyName, sections: Sections): number {
  const cluster = new TestCluster(3, 1, () => [], { strategy });
  for (let i = 0; i < WRITES; i++) cluster.request('n0', { type: 'write', key: i % 50, value: i });
  let count = 0;
  const restore = [
    counted(OriginLog.prototype, 'get', () => count++),
    counted(Seen.prototype, 'has', () => count++),
  ];
  try {
    cluster.request('n0', { origin: 'n1#0', at: cluster.now, seq: 0, stable: 0, ...sections }, 'n1');
  } finally {
    for (const undo of restore) undo();
  }
  const rejected = cluster.eventsOf('rejected').map(({ text }) => text);
  assert.deepEqual(rejected, []);
  return count;
}

/** Calls `note` whenever the method is called. @returns what undoes that */
function counted<T>(prototype: T, name: keyof T, note: () => void): () => void {
  const method = prototype[name] as (...args: unknown[]) => unknown;
  const noted = function (this: unknown, ...args: unknown[]): unknown {
    note();
    return method.apply(this, args);
  };
  Object.assign(prototype as object, { [name]: noted });
  return () => void Object.assign(prototype as object, { [name]: method });
}

const repeated = (item: (i: number) => unknown, times: number): unknown[] =>
  Array.from({ length: times }, (_, i) => item(i));
/** A digest that brings writes of its sender's, whose acknowledgements it can ask for. */
const BROUGHT: Sections = {
  ...{ type: 'digest', v: 2, seen: [], seq: 500 },
  entries: repeated((i) => ['n1#0', i + 1, 1e6, 1000, 1, [[`n1 ${i}`, 1]]], 500),
};

/** All writes of n0 but a few of the first. */
const mostOfN0 = (i: number): unknown => ['n0#0', 1 + (i % 7), WRITES];

describe('a message that says the same many times costs no more looks than one that says it once:', () => {
  const messages: readonly (readonly [
    what: string,
    strategy: StrategyName,
    make: (times: number) => Sections,
  ])[] = [
    ['feedback', 'rumor-mongering', (times) => ({ type: 'feedback', dots: repeated(mostOfN0, times) })],
    ['graft', 'plumtree', (times) => ({ type: 'graft', dots: repeated(mostOfN0, times) })],
    [
      'ihave',
      'plumtree',
      (times) => ({ type: 'ihave', dots: repeated((i) => ['n2#0', 1 + (i % 7), ENDLESS], times) }),
    ],
    [
      'lazy push: ihave',
      'rumor-mongering',
      (times) => ({ type: 'ihave', dots: repeated((i) => ['n2#0', 1 + (i % 7), ENDLESS], times) }),
    ],
    ['iwant', 'rumor-mongering', (times) => ({ type: 'iwant', dots: repeated(mostOfN0, times) })],
    [
      'ack',
      'direct-mail',
      (times) => ({ type: 'ack', acks: [['n0#0', 'n1', repeated((i) => [2 + (i % 7), WRITES, 1], times)]] }),
    ],
    ['wanted', 'direct-mail', (times) => ({ ...BROUGHT, wanted: repeated(() => ['n1#0', 1], times) })],
  ];
  for (const [what, strategy, make] of messages) {
    it(what, () => {
      const [once, often] = [looks(strategy, make(1)), looks(strategy, make(REPEATED))];
      assert.ok(often <= 1.2 * once + REPEATED, `${once} looks for one, ${often} for ${REPEATED}`);
    });
  }
});

describe('an entry far ahead of all others', () => {
  it('takes room for itself in the log, and not for the way there', () => {
    const log = new OriginLog();
    const entry = entryWith({ seq: 200_000 });
    log.add(entryWith({ seq: 1 }), 262_144);
    const before = process.memoryUsage().heapUsed;
    const logs = Array.from({ length: 200 }, () => {
      const one = new OriginLog();
      one.add(entryWith({ seq: 1 }), 262_144);
      one.add(entry, 262_144);
      return one;
    });
    const grownMb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    assert.ok(logs.every((one) => one.get(200_000) === entry && one.get(199_999) === undefined));
    assert.ok(grownMb < 50, `${grownMb.toFixed(0)} MB for 200 logs with two entries each`);
  });
});
