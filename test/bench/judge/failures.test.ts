/** Operations that failed, what the run itself had to do with it, and what a run says of them. */

import assert from 'node:assert/strict';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import type { FaultRecord } from '../../../src/net/fault-plan.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { changed, evidence, faultsOf, operation, STARTED_MS, type Changes } from './evidence.ts';

const judged = async (changes: Changes = {}): Promise<Run> => judge(await evidence(changes));

/** Of n2, sent this long after the beginning. */
const at = (ms: number, change: Partial<LiveOperation> = {}): LiveOperation =>
  changed(operation(800, 'n2', 'write', 'z', '1', STARTED_MS + ms), { completedAtMs: undefined, ...change });

const withAll =
  (...added: readonly LiveOperation[]) =>
  (operations: readonly LiveOperation[]) => [...operations, ...added];

const fault = (kind: FaultRecord['fault'], fromMs: number, toMs: number, node = 'n2'): FaultRecord => ({
  ...{ fault: kind, node, fromMs, toMs },
});

describe('the availability of a run', () => {
  it('is the share that was served, and apart what failed while the run had its node down', async () => {
    const faults = [fault('crash', 40_000, 45_000)];
    const some = await judged({
      operations: withAll(at(0), at(42_000), at(43_000)),
      evidence: () => ({ faults }),
    });
    assert.deepEqual(some.availability, { share: 20 / 23, failed: 1, whileDown: 2 });
    const even = await judged({ operations: withAll(at(0), at(42_000)), evidence: () => ({ faults }) });
    assert.deepEqual(even.availability, { share: 20 / 22, failed: 1, whileDown: 1 });
  });

  it('is whole where everything was served, a proper refusal included', async () => {
    assert.deepEqual((await judged()).availability, { share: 1, failed: 0, whileDown: 0 });
    const refused = { completedAtMs: STARTED_MS + 1, error: 'precondition_failed', isConditional: true };
    const missing = { completedAtMs: STARTED_MS + 1, error: 'key_does_not_exist' };
    for (const change of [
      refused,
      { ...missing, isConditional: true },
      { ...missing, kind: 'read' as const },
    ]) {
      const withRefusal = await judged({ operations: withAll(at(0, change)) });
      assert.deepEqual(withRefusal.availability, { share: 1, failed: 0, whileDown: 0 });
    }
  });

  it('is not whole where a write was refused that compares nothing, or a read for what a read does not compare', async () => {
    const error = 'precondition_failed';
    const answered = { completedAtMs: STARTED_MS + 1 };
    for (const change of [{ error }, { error: 'key_does_not_exist' }, { error, kind: 'read' as const }]) {
      const run = await judged({ operations: withAll(at(0, { ...answered, ...change })) });
      assert.deepEqual(run.availability, { share: 20 / 21, failed: 1, whileDown: 0 });
    }
  });
});

describe('an operation that failed', () => {
  const text = async (...ops: readonly LiveOperation[]): Promise<string | undefined> =>
    (await judged({ operations: withAll(...ops) })).problems.find((one) => one.includes('failed at nodes'));
  const head = (failed: number): string =>
    `${failed} of ${20 + failed} operations failed at nodes that were up`;

  it('is told with its error, its value and its node, and how often each error came', async () => {
    const answered = { completedAtMs: STARTED_MS + 1 };
    assert.equal(
      await text(at(0), at(1, { ...answered, error: 'crash' }), at(2)),
      `${head(3)}: 2 no answer in time, 1 crash, e.g. a write of 1 at n2: no answer in time`,
    );
    assert.equal(
      await text(at(0, { ...answered, error: 'crash', timedOut: true })),
      `${head(1)}: 1 no answer in time, e.g. a write of 1 at n2: no answer in time`,
      'it was too late',
    );
    assert.equal(
      await text(at(0, { ...answered, error: 'crash', value: 'x'.repeat(61) })),
      `${head(1)}: 1 crash, e.g. a write of ${'x'.repeat(60)} at n2: crash`,
    );
  });

  it('is one that timed out, had no answer or had an improper one', async () => {
    for (const change of [{}, { timedOut: true }, { timedOut: true, completedAtMs: STARTED_MS + 9000 }])
      assert.ok(await text(at(0, change)), JSON.stringify(change));
    assert.equal(await text(at(0, { completedAtMs: STARTED_MS + 1 })), undefined);
  });

  it('is not one that an interrupted run did not wait for', async () => {
    const failed = async (change: Partial<LiveOperation>): Promise<number | undefined> => {
      const evidence = () => ({ interrupted: true, finalReads: [] });
      return (await judged({ operations: withAll(at(0, change)), evidence })).availability?.failed;
    };
    assert.equal(await failed({}), 0);
    assert.equal(await failed({ timedOut: true }), 1);
    assert.equal(await failed({ completedAtMs: STARTED_MS + 1, error: 'crash' }), 1);
  });

  it('is excused from a timeout before the fault until a second after it, at that node', async () => {
    const excused = async (op: LiveOperation): Promise<number | undefined> => {
      const run = await judged({
        operations: withAll(op),
        evidence: () => ({ faults: [fault('pause', 40_000, 41_000), fault('pause', 0, 100_000, 'n3')] }),
      });
      return run.availability?.whileDown;
    };
    const timeoutMs = 5000;
    assert.deepEqual(
      await Promise.all(
        [40_000 - timeoutMs - 1, 40_000 - timeoutMs, 40_000, 42_000, 42_001].map((ms) => excused(at(ms))),
      ),
      [0, 1, 1, 1, 0],
    );
  });

  it('is excused longer where the node was killed: until its new process serves', async () => {
    const whileDown = async (kind: 'restart' | 'crash', ms: number): Promise<number | undefined> => {
      const nodeFaults = faultsOf({
        recoveries: (node) => (node === 'n2' ? [{ initMs: 300, caughtUpMs: 700 }] : []),
      });
      const run = await judged({
        operations: withAll(at(ms)),
        evidence: () => ({ faults: [fault(kind, 1000, 2000)], nodeFaults }),
      });
      return run.availability?.whileDown;
    };
    assert.deepEqual([await whileDown('restart', 3300), await whileDown('restart', 3301)], [1, 0]);
    assert.deepEqual([await whileDown('crash', 3000), await whileDown('crash', 3001)], [1, 0]);
  });
});

describe('the processes of a run', () => {
  it('have each restart with what came of it, in order, as it stands when all is over', async () => {
    const recoveries = [{ initMs: 1, caughtUpMs: 0 }, { initMs: 2, caughtUpMs: 0 }]; // oxfmt-ignore
    const nodeFaults = faultsOf({
      recoveries: (node) => (node === 'n2' ? [...recoveries] : []),
      noteRecoveries: () => {
        for (const one of recoveries) one.caughtUpMs = 10 * one.initMs;
      },
    });
    const faults = [
      fault('restart', 1, 2),
      fault('pause', 3, 4),
      fault('restart', 5, 6),
      fault('restart', 7, 8, 'n3'),
    ];
    const { processes } = await judged({ evidence: () => ({ faults, nodeFaults }) });
    assert.deepEqual(
      processes?.faults.map(({ initMs, caughtUpMs }) => [initMs, caughtUpMs]),
      [
        [1, 10],
        [null, null],
        [2, 20],
        [null, null],
      ],
    );
  });

  it('have what the lives that ended had served and sent', async () => {
    const sent = (messages: number) => new Map([['mail', { messages, bytes: 10 * messages }]]);
    const life = (node: string, writes: number, messages: number) => ({
      ...{ node, life: 1, sent: sent(messages), served: { reads: 0, writes } },
    });
    const sound = await judged();
    const nodeFaults = faultsOf({ endedLives: [life('n1', 3, 5), life('n3', 4, 7)] });
    const run = await judged({ evidence: () => ({ nodeFaults, faults: [fault('restart', 1, 2)] }) });
    assert.equal(run.processes?.acknowledged, 7);
    assert.deepEqual(
      run.nodes.map(({ sent: { messages, bytes } }) => [messages, bytes]),
      [
        [35, 3050],
        [0, 0],
        [7, 70],
      ],
    );
    assert.equal(run.messages.sent, sound.messages.sent + 12);
    assert.equal(run.messages.perWrite, 42 / 17);
    const warning = run.warnings.find((text) => text.startsWith('not asked'));
    assert.equal(warning, "not asked, because the run killed them before: n1's life 1, n3's life 1");
  });
});
