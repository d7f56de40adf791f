/** Operations without a plain answer: how far they widen what the nodes may report, and no further. */

import assert from 'node:assert/strict';
import { SetChecker } from '../../../src/check/workloads/set-checker.ts';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { changed, evidence, faultsOf, operation, STARTED_MS, type Changes } from './evidence.ts';

const judged = async (changes: Changes = {}): Promise<Run> => judge(await evidence(changes));

/** From what to what the nodes may report. */
async function bounds(what: string, changes: Changes): Promise<readonly number[]> {
  const row = (await judged(changes)).audit.find((one) => one.what === what) ?? assert.fail();
  return row.bound ?? [row.observed, row.observed];
}

const withAll =
  (...added: readonly LiveOperation[]) =>
  (operations: readonly LiveOperation[]) => [...operations, ...added];

describe("the bench's audit of what may have been served", () => {
  const open = changed(operation(800, 'n2', 'write', 'z', '1'), { completedAtMs: undefined });

  it('counts a write as possible that has no answer, or an error that leaves it open', async () => {
    for (const error of [undefined, 'timeout', 'crash'])
      assert.deepEqual(await bounds('writes', { operations: withAll(changed(open, { error })) }), [10, 11]);
    const answered = changed(open, { completedAtMs: open.invokedAtMs + 1 });
    assert.deepEqual(
      await bounds('writes', { operations: withAll(changed(answered, { error: 'crash' })) }),
      [10, 11],
    );
    assert.deepEqual(
      await bounds('writes', { operations: withAll(changed(answered, { error: 'precondition_failed' })) }),
      [10, 10],
    );
  });

  it('counts a read as possible that has no answer, and not one that failed', async () => {
    const read = changed(open, { kind: 'read', value: undefined, counts: { reads: 3, writes: 0 } });
    assert.deepEqual(await bounds('reads', { operations: withAll(read) }), [10, 13]);
    const failed = changed(read, { completedAtMs: read.invokedAtMs + 1, error: 'timeout' });
    assert.deepEqual(await bounds('reads', { operations: withAll(failed) }), [10, 10]);
    assert.deepEqual(
      await bounds('stale reads', { operations: withAll(changed(read, { key: 'k1' })) }),
      [0, 1],
    );
  });

  it('leaves out what was asked of lives that have ended', async () => {
    const lives = (startMs: number): Changes => ({
      evidence: () => ({ nodeFaults: faultsOf({ lifeStarts: new Map([['n2', startMs]]) }) }),
      operations: withAll(open),
    });
    assert.deepEqual(await bounds('writes', lives(open.invokedAtMs)), [10, 11]);
    assert.deepEqual(await bounds('writes', lives(open.invokedAtMs + 1)), [10, 10]);
  });

  it('compares no convergence where there is one node', async () => {
    const { audit } = await judged({ evidence: ({ nodes }) => ({ nodes: nodes.slice(0, 1) }) });
    assert.ok(audit.every(({ what }) => !what.includes('converge')));
  });

  it('is as tolerant as the slowest answer that came, and no restart makes it more so', async () => {
    const max = async (changes: Changes): Promise<number | undefined> =>
      (await bounds('convergence max (ms)', changes))[1];
    // The clocks, the slowest answer, and what was converged.
    assert.equal(await max({}), 402);
    const slow = changed(operation(800, 'n2', 'read', 'k1', '1'), { completedAtMs: STARTED_MS + 5042 });
    assert.equal(await max({ operations: withAll(slow) }), 443);
    assert.equal(await max({ operations: (all) => [slow, ...all] }), 443, 'whenever it came');
    assert.equal(await max({ operations: withAll(changed(slow, { error: 'timeout' })) }), 402);
    const restart = { fault: 'restart', node: 'n3', fromMs: 100, toMs: 900 } as const;
    const timesMs = (all: readonly number[]): number[] => all.map((ms, i) => (i === 0 ? ms + 112 : ms - 1));
    assert.equal(await max({ timesMs, evidence: () => ({ faults: [restart] }) }), 511);
  });

  it('lets the few writes take long of which some node may have read the message that late', async () => {
    // One answer in more than a hundred is unusual: each of two nodes may have taken as long for one message in a hundred.
    const quick = Array.from({ length: 200 }, (_, i) => operation(1000 + i, 'n2', 'read', 'k1', '1'));
    const slow = changed(operation(800, 'n2', 'read', 'k1', '1'), { completedAtMs: STARTED_MS + 5042 });
    const [, hi = NaN] = await bounds('convergence mean (ms)', { operations: withAll(slow, ...quick) });
    assert.ok(Math.abs(hi - (1 + 400 + 1 + 0.02 * 42)) < 1e-9, `${hi}`);
  });

  it('lets the slowest be off by as long as the bench itself was held up', async () => {
    const held = ({ router }: Evidence): Partial<Evidence> => {
      router.traffic.addedDelay(1);
      router.traffic.addedDelay(30);
      return {};
    };
    const timesMs = (all: readonly number[]): number[] => all.map((ms, i) => (i === 0 ? ms + 140 : ms - 1));
    const [, hi = NaN] = await bounds('convergence max (ms)', { timesMs, evidence: held });
    assert.ok(Math.abs(hi - (400 + 1 + 10 + 100 + 30)) < 0.1, `${hi}`);
  });

  it('counts what services answered among the messages', async () => {
    const services = ({ router }: Evidence): Partial<Evidence> => {
      router.traffic.sent('lin-kv', 'read_ok', 'm'.repeat(50));
      router.traffic.sent('nobody', 'read_ok', 'm'.repeat(50));
      return {};
    };
    const [sound, served] = [await judged(), await judged({ evidence: services })];
    assert.equal(served.messages.sent, sound.messages.sent + 1);
    assert.equal(served.messages.bytes, sound.messages.bytes + 50);
  });

  it('judges no stale reads of a set of which it did not follow all', async () => {
    const rows = async (maxElements: number): Promise<boolean> => {
      const checker = new SetChecker('value', ['n1', 'n2', 'n3'], 0, maxElements);
      for (const value of ['1', '2']) checker.invoked(operation(800, 'n1', 'write', 'set', value));
      const change = ({ clients }: Evidence): Partial<Evidence> => {
        Object.assign(clients, { checker });
        return { finalReads: [] };
      };
      return (await judged({ evidence: change })).audit.some(({ what }) => what === 'stale reads');
    };
    assert.deepEqual([await rows(2), await rows(1)], [true, false]);
  });

  it('shows what fell off the bounds of the bench', async () => {
    const run = await judged({
      evidence: ({ router }) => {
        const { convergence } = router.wiretap;
        const result = convergence.result.bind(convergence);
        convergence.result = () => ({ ...result(), untracked: 2 });
        return {};
      },
    });
    assert.match(run.warnings.join(), /\(wire_writes\): 2 writes that the wire does not follow/);
    assert.equal((await judged()).warnings.length, 0);
  });
});

describe("the bench's count of stale reads, where a node was killed,", () => {
  /** n1 acknowledged 1 and then 2; n2 was asked later, and shows 1. */
  const stale = (starts: readonly (readonly [string, number])[]): Changes => {
    const at = (id: number, node: string, kind: 'read' | 'write', value: string, ms: number): LiveOperation =>
      operation(id, node, kind, 'x', value, STARTED_MS + ms);
    const operations = [
      at(800, 'n1', 'write', '1', 600),
      at(801, 'n1', 'write', '2', 700),
      at(802, 'n2', 'read', '1', 800),
    ];
    return {
      operations: withAll(...operations),
      evidence: () => ({ nodeFaults: faultsOf({ lifeStarts: new Map(starts) }) }),
    };
  };
  const seen = (changes: Changes): Promise<readonly number[]> => bounds('stale reads', changes);

  it('is what was seen where none was', async () => assert.deepEqual(await seen(stale([])), [1, 1]));

  it('has the reads of its old life in neither bound', async () => {
    assert.deepEqual(await seen(stale([['n2', STARTED_MS + 801]])), [0, 0]);
    assert.deepEqual(await seen(stale([['n2', STARTED_MS + 800]])), [1, 1]);
  });

  it('may leave out what nobody else came to know of', async () => {
    assert.deepEqual(await seen(stale([['n1', STARTED_MS + 750]])), [0, 1]);
  });

  describe('of a set,', () => {
    const set = (starts: Map<string, number>, unanswered = 0): Changes => {
      const checker = new SetChecker('value', ['n1', 'n2', 'n3'], 0);
      const add = operation(800, 'n1', 'write', 'set', '7', STARTED_MS);
      checker.invoked(add);
      checker.answered(add, { type: 'add_ok' }, false);
      const read = operation(801, 'n2', 'read', 'set', '', STARTED_MS + 10);
      checker.answered(read, { type: 'read_ok', value: [] }, false);
      const silent = Array.from({ length: unanswered }, (_, i) =>
        changed(read, { id: 900 + i, completedAtMs: undefined }),
      );
      const change = (sound: Evidence): Partial<Evidence> => {
        Object.assign(sound.clients, { checker });
        return { nodeFaults: faultsOf({ lifeStarts: starts }), finalReads: [] };
      };
      return {
        evidence: change,
        operations: withAll(add, ...silent, changed(add, { id: 990, completedAtMs: undefined })),
      };
    };

    it('has those that got no answer in its upper bound, and nothing certain after a kill', async () => {
      assert.deepEqual(await seen(set(new Map())), [1, 1]);
      assert.deepEqual(await seen(set(new Map(), 2)), [1, 3]);
      assert.deepEqual(await seen(set(new Map([['n3', 1]]), 2)), [0, 3]);
    });
  });
});
