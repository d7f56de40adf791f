/** Somebody else's strategy: what it leaves out is filled in, and each mistake of it is told as its own, with its place. */

import assert from 'node:assert/strict';
import {
  STRATEGY_KINDS,
  type CustomDissemination,
  type StrategyDefinition,
} from '../../../src/core/dissemination/custom/definition.ts';
import { GuardedStrategy } from '../../../src/core/dissemination/custom/guarded-strategy.ts';
import { StrategyError } from '../../../src/core/dissemination/custom/strategy-error.ts';
import type { StrategyHost } from '../../../src/core/dissemination/dissemination.ts';
import { DEFAULT_GOSSIP } from '../../../src/core/config.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { HandHost, writeOf } from './strategy-by-hand.ts';

const N1 = 'n1' as NodeId;

type Own = (host: StrategyHost) => unknown;

function guarded(own: Own, source?: string): { host: HandHost; strategy: GuardedStrategy } {
  const host = new HandHost('n0', ['n1', 'n2']);
  const definition: StrategyDefinition = { name: 'x', create: (seen) => own(seen) as CustomDissemination };
  return {
    host,
    strategy: new GuardedStrategy({ name: 'mine.js', definition, source }, host.asHost, DEFAULT_GOSSIP),
  };
}

const idle = { accepted: (): void => undefined };

/** What it says where it is wrong. */
function mistake(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof StrategyError);
    return error.message;
  }
  return 'no mistake';
}

describe('a custom strategy', () => {
  it('needs no more than one method', () => {
    const { strategy } = guarded(() => idle);
    const arrival = { kind: 'mail', from: 'n1', body: {}, fresh: [], duplicates: [] } as never;
    strategy.accepted(writeOf('n0', 1), 0);
    strategy.arrived(arrival, 0);
    strategy.reachabilityChanged(0);
    strategy.membersChanged();
    strategy.flush(0);
    assert.deepEqual(
      [strategy.dueAtMs, strategy.hub, strategy.ackVia('n2' as NodeId)],
      [Infinity, undefined, 'n2'],
    );
  });

  it('is told everything that ours are told', () => {
    const told: string[] = [];
    const { strategy } = guarded(() => ({
      dueAtMs: 70,
      hub: 'n2',
      accepted: ({ seq }: { seq: number }, now: number) => told.push(`accepted ${seq} ${now}`),
      arrived: ({ from }: { from: string }, now: number) => told.push(`arrived ${from} ${now}`),
      flush: (now: number) => told.push(`flush ${now}`),
      reachabilityChanged: (now: number) => told.push(`reachability ${now}`),
      neighboursChanged: () => told.push('neighbours'),
      ackVia: () => 'n1',
    }));
    strategy.accepted(writeOf('n0', 4), 1);
    strategy.arrived({ kind: 'mail', from: 'n1', body: {}, fresh: [], duplicates: [] } as never, 2);
    strategy.reachabilityChanged(3);
    strategy.neighboursChanged();
    strategy.membersChanged();
    strategy.flush(60);
    assert.deepEqual(told, [
      'accepted 4 1',
      'arrived n1 2',
      'reachability 3',
      'neighbours',
      'neighbours',
      'flush 60',
    ]);
    assert.deepEqual([strategy.dueAtMs, strategy.hub, strategy.ackVia('n2' as NodeId)], [70, 'n2', 'n1']);
  });

  it('has a host that does what it says, and keeps its own state', () => {
    const { host, strategy } = guarded((seen) => ({
      accepted(): void {
        const entry = writeOf('n0', 1);
        seen.send('n1' as NodeId, 'mail', [entry], 0);
        seen.tell('n1' as NodeId, 'ihave', { dots: [['n0#0' as never, 1, 2]] }, 0);
        seen.sendWithSeen('n2' as NodeId, 'batch', [entry], 0);
        seen.ask('n1' as NodeId, 0);
        seen.expectAnswer('n2' as NodeId, 0);
        seen.dropped('outbox_entries');
        assert.deepEqual(
          [seen.me, seen.peers, seen.isSuspected('n1' as NodeId)],
          ['n0', ['n1', 'n2'], false],
        );
      },
    }));
    strategy.accepted(writeOf('n0', 1), 0);
    assert.deepEqual(host.take(), [
      ...['mail n1: n01', 'ihave n1: n0#0 1 2', 'batch n2: n01'],
      ...['ask n1', 'expect n2', 'dropped outbox_entries'],
    ]);
  });

  it('is told what is wrong with what it returns', () => {
    for (const [own, problem] of [
      [() => undefined, 'mine.js: create() at n0: it returned undefined, not an object'],
      [() => null, 'mine.js: create() at n0: it returned null, not an object'],
      [() => () => undefined, 'mine.js: create() at n0: it returned function, not an object'],
      [() => ({}), 'mine.js: create() at n0: what it returned has no method accepted(entry, now)'],
    ] as [Own, string][])
      assert.equal(
        mistake(() => guarded(own)),
        problem,
      );
  });

  it('is told what is wrong with when it is due, and whom it names', () => {
    const withOwn = (own: object): GuardedStrategy => guarded(() => ({ ...idle, ...own })).strategy;
    const due = (dueAtMs: unknown): string => mistake(() => withOwn({ dueAtMs }).dueAtMs);
    assert.equal(due('soon'), 'mine.js: dueAtMs at n0: it must be a time in ms or Infinity, not soon');
    assert.equal(due(NaN), 'mine.js: dueAtMs at n0: it must be a time in ms or Infinity, not NaN');
    const still = 'mine.js: flush() at n0: dueAtMs is still due: set it to a later time or to Infinity';
    for (const dueAtMs of [99, 100])
      assert.equal(
        mistake(() => withOwn({ dueAtMs }).flush(100)),
        still,
      );
    assert.equal(
      mistake(() => withOwn({ dueAtMs: 101 }).flush(100)),
      'no mistake',
    );
    assert.equal(
      mistake(() => withOwn({ hub: 'n0' }).hub),
      'mine.js: hub at n0: n0 is no peer of n0',
    );
    assert.equal(
      mistake(() => withOwn({ ackVia: () => 'n9' }).ackVia('n1' as NodeId)),
      'mine.js: ackVia() at n0: n9 is no peer of n0',
    );
  });

  it('is told what is wrong with what it asks of its host', () => {
    const asks = (ask: (host: Record<string, (...args: unknown[]) => void>) => void): string => {
      const { host, strategy } = guarded((seen) => ({ accepted: () => ask(seen as never) }));
      const told = mistake(() => strategy.accepted(writeOf('n0', 1), 0));
      assert.deepEqual(host.take(), [], 'nothing is sent');
      return told.replace('mine.js: accepted() at n0: ', '');
    };
    const entries = [writeOf('n0', 1)];
    const kinds = STRATEGY_KINDS.join(', ');
    assert.equal(kinds, 'mail, rumor, feedback, pull, eager, ihave, iwant, graft, prune, post, batch');
    for (const method of ['send', 'sendWithSeen']) {
      const of = (...args: unknown[]): string => asks((host) => host[method]?.(...args));
      assert.equal(of('n9', 'mail', entries, 0), `host.${method} to n9, which is no peer of n0`);
      assert.equal(of(1, 'mail', entries, 0), `host.${method} to 1, which is no peer of n0`);
      assert.equal(of('n1', 'digest', entries, 0), `host.${method} of kind digest: choose from ${kinds}`);
      assert.equal(of('n1', 'mail', 'all', 0), `host.${method} needs an array of entries, not string`);
      for (const forged of [7, null, {}, { origin: 'n0#0' }, { arrival: 1 }])
        assert.equal(
          of('n1', 'mail', [...entries, forged], 0),
          `host.${method} needs entries that this replica was given`,
        );
    }
    assert.equal(
      asks((host) => host['tell']?.('n0', 'ihave', {}, 0)),
      'host.tell to n0, which is no peer of n0',
    );
    assert.equal(
      asks((host) => host['tell']?.('n1', 'delta', {}, 0)),
      `host.tell of kind delta: choose from ${kinds}`,
    );
    for (const method of ['ask', 'expectAnswer'])
      assert.equal(
        asks((host) => host[method]?.('n0', 0)),
        `host.${method} to n0, which is no peer of n0`,
      );
  });

  it('is told in which of its methods it went wrong', () => {
    const fails = (): never => {
      throw new Error('so');
    };
    const methods = [
      'accepted',
      'arrived',
      'flush',
      'reachabilityChanged',
      'neighboursChanged',
      'ackVia',
    ] as const;
    const own = { ...idle, ...Object.fromEntries(methods.map((method) => [method, fails])) };
    const { strategy } = guarded(() => own);
    for (const method of methods)
      assert.equal(
        mistake(() => strategy[method](...([N1, 0] as unknown as [never, never]))),
        `mine.js: ${method}() at n0: Error: so`,
      );
    const due = guarded(() => ({
      ...idle,
      get dueAtMs(): number {
        return fails();
      },
    }));
    assert.equal(
      mistake(() => due.strategy.dueAtMs),
      'mine.js: dueAtMs at n0: Error: so',
    );
  });

  it('is told of its own errors with their place in its file', () => {
    const source = import.meta.url;
    const throws = (error: unknown, from?: string): string => {
      const own = {
        accepted(): void {
          throw error;
        },
      };
      return mistake(() => guarded(() => own, from).strategy.accepted(writeOf('n0', 1), 0));
    };
    assert.equal(throws('a text'), 'mine.js: accepted() at n0: a text');
    assert.equal(
      throws(new TypeError('no such thing')),
      'mine.js: accepted() at n0: TypeError: no such thing',
    );
    assert.equal(throws(new Error('here'), 'file:///elsewhere.js'), 'mine.js: accepted() at n0: Error: here');
    const placed = new Error('here');
    placed.stack = `Error: here\n    at f (${source}:12:34)\n    at g (${source}:56:78)`;
    assert.equal(throws(placed, source), 'mine.js: accepted() at n0: Error: here (line 12, column 34)');
    placed.stack = `Error: here\n    at ${source}:5:6`;
    assert.equal(throws(placed, source), 'mine.js: accepted() at n0: Error: here (line 5, column 6)');
    const outer = new StrategyError('other', 'flush() at n3', 'why');
    assert.equal(throws(outer), 'other: flush() at n3: why', 'it was told already');
    assert.deepEqual([outer.name, outer.cause], ['StrategyError', 'why']);
  });
});
