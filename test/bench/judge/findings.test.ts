/** What nodes sent that nobody asked for, and what else is said of a run: a failure where it must be one, a warning where Maelstrom would say nothing. */

import assert from 'node:assert/strict';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import { SetChecker } from '../../../src/check/workloads/set-checker.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { changed, evidence, faultsOf, NODES, operation, STARTED_MS, type Changes } from './evidence.ts';

const judged = async (change: (sound: Evidence) => Partial<Evidence>, others: Changes = {}): Promise<Run> =>
  judge(await evidence({ ...others, evidence: change }));

describe('what nobody asked for', () => {
  const AGAIN = { kind: 'again', node: 'n2', dest: 'c1', line: '{"src":"n2"}' } as const;
  const TEXT = 'n2 answered requests again, once, e.g. {"src":"n2"}';

  /** @param isOverlooked by the clients of Maelstrom */
  const found = (isOverlooked: boolean, isStranger: boolean, strict: boolean): Promise<Run> =>
    judged(({ router, cuts, clients, settings }) => {
      router.findings.add({ ...AGAIN, isOverlooked });
      Object.assign(clients, { checker: new SetChecker('messages', NODES, 0) });
      return {
        settings: { ...settings, workload: 'broadcast', strict },
        cuts: isStranger ? cuts.map((cut) => ({ ...cut, account: undefined })) : cuts,
        finalReads: [],
      };
    });
  const has = (texts: readonly string[]): boolean => texts.some((text) => text.endsWith(TEXT));

  it('is a warning where Maelstrom would overlook it, of the nodes that it judges', async () => {
    const { problems, warnings } = await found(true, true, false);
    assert.deepEqual([has(problems), has(warnings)], [false, true]);
    assert.ok(warnings.includes(`Maelstrom lets this pass, and --strict does not: ${TEXT}`));
  });

  it('is a problem of ours, with --strict, and where Maelstrom would see it', async () => {
    for (const [overlooked, stranger, strict] of [
      [true, false, false],
      [true, true, true],
      [false, true, false],
    ] as const) {
      const { problems, warnings } = await found(overlooked, stranger, strict);
      assert.deepEqual([has(problems), has(warnings)], [true, false]);
    }
  });
});

describe('operations that were not started', () => {
  const text = async (concurrency: Evidence['settings']['concurrency']): Promise<string> =>
    (
      await judged(({ clients, settings }) => {
        Object.assign(clients, { shed: 7 });
        return { settings: { ...settings, concurrency } };
      })
    ).warnings.join();

  it('are told with the reason', async () => {
    assert.match(await text(null), /^7 operations were not started: \d+ were unanswered already$/);
    assert.equal(
      await text('4'),
      '7 operations were not started: all 4 clients were waiting for their answers',
    );
  });
});

describe('a node that is gone', () => {
  const gone = (): Partial<Evidence> => ({
    faults: [{ fault: 'crash', node: 'n2', fromMs: 0, toMs: 1 }],
    nodeFaults: faultsOf({
      lostAtMs: new Map([['n3', STARTED_MS + 900]]),
      lifeStarts: new Map([['n3', Infinity]]),
      endedLives: [
        { node: 'n3', life: 1, sent: new Map(), served: { reads: 0, writes: 0 } },
        { node: 'n2', life: 1, sent: new Map(), served: { reads: 0, writes: 0 } },
      ] as never,
    }),
  });

  it('leaves writes pending for want of it, which is no problem', async () => {
    const stats = () => ({ writes_pending: 1 });
    const without = await judged(
      ({ cuts }) => ({ ...gone(), cuts: cuts.filter(({ name }) => name !== 'n3') }),
      {
        stats,
      },
    );
    assert.deepEqual(
      without.problems.filter((text) => text.includes('pending at the end')),
      [],
    );
    const all = await judged(() => ({}), { stats });
    assert.ok(all.problems.includes('1 writes were pending at the end'));
  });

  it('stands among the nodes, and is not said to have been asked too early', async () => {
    const run = await judged(({ cuts }) => ({ ...gone(), cuts: cuts.filter(({ name }) => name !== 'n3') }));
    assert.deepEqual(
      run.nodes.map(({ name, stats }) => [name, stats === null]),
      [
        ['n1', false],
        ['n2', false],
        ['n3', true],
      ],
    );
    assert.deepEqual(run.processes?.notAsked, ["n2's life 1"]);
  });

  it('need not show what the others show in the end', async () => {
    const without: Changes = { finalReads: (reads) => reads.filter(({ node }) => node !== 'n3') };
    assert.equal((await judged(() => gone(), without)).finalState?.unread.count, 0);
    assert.equal((await judged(() => ({}), without)).finalState?.unread.count, 1);
  });
});

describe('a kind of operation of which none succeeded', () => {
  const failed = (op: LiveOperation): LiveOperation => changed(op, { error: 'crash' });

  it('is named, and no other', async () => {
    const of = async (kind: 'read' | 'write'): Promise<string[]> =>
      (
        await judged(() => ({}), {
          operations: (all) => all.map((op) => (op.kind === kind ? failed(op) : op)),
        })
      ).problems.filter((text) => text.startsWith('none of'));
    assert.deepEqual(await of('read'), ['none of the reads succeeded: 10 crash']);
    assert.deepEqual(await of('write'), ['none of the writes succeeded: 10 crash']);
  });

  it('is named where operations of other kinds failed, too', async () => {
    const { problems } = await judged(() => ({}), {
      operations: (all) => [
        ...all.map((op) => (op.kind === 'read' ? failed(op) : op)),
        failed(operation(90, 'n2', 'write', 'z', '1')),
      ],
    });
    assert.ok(problems.includes('none of the reads succeeded: 10 crash'));
  });

  it('is none that was never asked for, or of which some succeeded', async () => {
    const none = async (operations: Changes['operations']): Promise<string[]> =>
      (await judged(() => ({}), operations && { operations })).problems.filter((text) =>
        text.startsWith('none of'),
      );
    assert.deepEqual(
      await none((all) => [
        ...all.filter(({ kind }) => kind === 'write'),
        failed(operation(90, 'n2', 'write', 'z', '1')),
      ]),
      [],
    );
    assert.deepEqual(await none((all) => [...all, failed(operation(90, 'n2', 'read', 'k1', '1'))]), []);
  });
});
