/** The bench's verdict on strangers' nodes, which report nothing of themselves: what clients and probes saw is all there is. */

import assert from 'node:assert/strict';
import { MALFORMED } from '../../../src/bench/clients/malformed.ts';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import { SetChecker } from '../../../src/check/workloads/set-checker.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { changed, evidence, NODES, operation, STARTED_MS, type Changes } from './evidence.ts';

type Part = (sound: Evidence) => Partial<Evidence>;

/** @param parts what is changed, one after the other */
const judged = async (parts: readonly Part[], changes: Changes = {}): Promise<Run> =>
  judge(
    await evidence({
      ...changes,
      evidence: (sound) => parts.reduce<Evidence>((all, part) => ({ ...all, ...part(all) }), sound),
    }),
  );

const stranger: Part = ({ cuts }) => ({ cuts: cuts.map((cut) => ({ ...cut, account: undefined })) });
const strict: Part = ({ settings }) => ({ settings: { ...settings, strict: true } });
const interrupted: Part = () => ({ interrupted: true, finalReads: [] });
/** A workload that Maelstrom judges. */
const broadcast: Part = ({ settings }) => ({ settings: { ...settings, workload: 'broadcast' } });
const withChecker =
  (checker: SetChecker): Part =>
  ({ clients }) => {
    Object.assign(clients, { checker });
    return { finalReads: [] };
  };

/** A read of n2 that failed. */
const failing = (change: Partial<LiveOperation>) => (operations: readonly LiveOperation[]) => [
  ...operations,
  changed(operation(800, 'n2', 'read', 'k1', ''), { value: undefined, ...change }),
];
const silent = failing({ completedAtMs: undefined, timedOut: true });

describe("the bench's verdict on strangers", () => {
  it('has no account and no audit, where one of the nodes tells nothing', async () => {
    const [cut] = (await evidence()).cuts;
    for (const part of [
      stranger,
      (({ cuts }) => ({
        cuts: cuts.with(0, { ...(cut ?? assert.fail()), account: undefined }),
      })) satisfies Part,
    ]) {
      const run = await judged([part]);
      assert.deepEqual(
        [run.audit, run.convergenceMs, run.pendingAtEnd, run.strategy],
        [[], null, null, null],
      );
      assert.deepEqual(run.problems, []);
      assert.equal(run.nodes[0]?.stats, null);
    }
  });

  it('lets operations fail where Maelstrom does, and says so', async () => {
    const text =
      '1 of 21 operations failed at nodes that were up: 1 no answer in time, e.g. a read at n2: no answer in time';
    const lenient = await judged([stranger, broadcast], { operations: silent });
    assert.deepEqual(lenient.problems, []);
    assert.deepEqual(lenient.warnings, [`Maelstrom lets this pass, and --strict does not: ${text}`]);
    const ours = ({ cuts }: Evidence): Partial<Evidence> => ({
      cuts: cuts.map((cut, i) => (i === 0 ? cut : { ...cut, account: undefined })),
    });
    for (const parts of [[stranger, broadcast, strict], [stranger], [broadcast], [ours, broadcast]]) {
      const run = await judged([...parts, () => ({ finalReads: [] })], { operations: silent });
      assert.ok(run.problems.includes(text), `${parts.length}`);
      assert.deepEqual(run.warnings, []);
    }
    const broken = await judged([stranger, broadcast, interrupted], { operations: silent });
    assert.deepEqual([broken.problems, broken.warnings], [[], []]);
    const sound = await judged([stranger, broadcast]);
    assert.deepEqual([sound.problems, sound.warnings], [[], []]);
  });

  it('lets rules be broken that Maelstrom does not look at, unless it is strict', async () => {
    const checker = new SetChecker('messages', NODES, 0);
    const read = operation(800, 'n1', 'read', 'set', '');
    checker.answered(read, { type: 'read_ok', messages: [7] }, false);
    const text = '1 values were read that nobody had added, e.g. 7';
    const lenient = await judged([stranger, broadcast, withChecker(checker)]);
    assert.deepEqual(lenient.problems, []);
    assert.deepEqual(lenient.warnings, [`Maelstrom lets this pass, and --strict does not: ${text}`]);
    const run = await judged([stranger, broadcast, strict, withChecker(checker)]);
    assert.deepEqual([run.problems, run.warnings], [[text], []]);
  });

  it('fails a run whose rules are broken that Maelstrom looks at', async () => {
    const checker = new SetChecker('messages', ['n1'], 0);
    const add = operation(800, 'n1', 'write', 'set', '7');
    checker.invoked(add);
    checker.answered(add, { type: 'broadcast_ok' }, false);
    const read = operation(801, 'n1', 'read', 'set', '', add.invokedAtMs + 50);
    checker.answered(read, { type: 'read_ok', messages: [] }, true);
    const finals: Part = () => ({ finalReads: [read] });
    const run = await judged([stranger, broadcast, withChecker(checker), finals]);
    assert.match(
      run.problems.join('\n'),
      /^1 writes were pending at the end\n1 values were lost, e\.g\. 7\n1 values were missing/,
    );
    assert.deepEqual(run.warnings, []);
    assert.equal(run.pendingAtEnd, 1);
  });

  it('says which answers were malformed, and does not count them among those that failed otherwise', async () => {
    const malformed =
      (...examples: readonly string[]): Part =>
      ({ clients }) => {
        Object.assign(clients, { malformed: { seen: { count: examples.length, examples } } });
        return {};
      };
    const run = await judged([stranger, malformed('n2 said "x"', 'n2 said "y"')], {
      operations: failing({ error: MALFORMED }),
    });
    assert.deepEqual(run.problems, ['2 answers were malformed, e.g. n2 said "x"']);
    assert.deepEqual(run.availability, { share: 20 / 21, failed: 1, whileDown: 0 });
  });

  it('says what a node left unfinished', async () => {
    const unfinished = [{ node: 'n3', text: 'ended in the middle of a line' }];
    assert.deepEqual((await judged([() => ({ unfinished })])).problems, ['n3 ended in the middle of a line']);
  });

  it('had fifteen seconds to settle, where one of our nodes gives all of them thirty', async () => {
    const settledMs = undefined;
    const waited = async (...parts: readonly Part[]): Promise<string | undefined> =>
      (await judged([...parts, () => ({ settledMs })])).problems[0]?.match(/settled (\d+) s/)?.[1];
    const some: Part = ({ cuts }) => ({
      cuts: cuts.map((cut, i) => (i === 0 ? cut : { ...cut, account: undefined })),
    });
    assert.deepEqual([await waited(stranger), await waited(some), await waited()], ['15', '30', '30']);
  });
});

describe('strangers that settle late', () => {
  const settled =
    (settledMs: number, quietMs = 0): Part =>
    ({ settings }) => ({ settledMs, settings: { ...settings, quietMs } });
  const told = async (...parts: readonly Part[]): Promise<string> => (await judged(parts)).problems.join();

  it('fail where Maelstrom would have read before that', async () => {
    const late =
      'the cluster had settled only 12.5 s after the load: Maelstrom reads 10 s after it, and would not have found everything';
    assert.equal(await told(stranger, broadcast, settled(12_500)), late);
    assert.equal(await told(stranger, broadcast, settled(2_500, 10_000)), late);
    assert.equal(await told(stranger, broadcast, settled(1_000, 10_000)), '');
  });

  it('do not where Maelstrom judges something else, or not at all', async () => {
    const { nodeFaults } = await evidence();
    const killed: Part = () => ({
      faults: [{ fault: 'crash', node: 'n2', fromMs: 0, toMs: 1 }],
      nodeFaults,
    });
    assert.equal(await told(stranger, settled(12_500)), '', 'registers');
    assert.equal(await told(broadcast, settled(12_500)), '', 'ours');
    assert.equal(await told(stranger, broadcast, killed, settled(12_500)), '');
  });
});

describe('the probes of strangers', () => {
  /** Three probes: one came everywhere, one is missing somewhere, and one was never acknowledged. */
  const probed: Part = () => {
    const sentAtMs = STARTED_MS + 10;
    const probes = [
      { isAcknowledged: true, sentAtMs, result: { atMostMs: 40, resolutionMs: 5 }, missingAt: [] },
      { isAcknowledged: true, sentAtMs, key: 'p2', node: 'n1', value: '7', missingAt: ['n2', 'n3'] },
      { isAcknowledged: false, sentAtMs, missingAt: ['n2'] },
    ];
    const prober = { probes, pending: probes.slice(1, 2), seenOnWire: new Set(probes.slice(0, 1)) };
    return { prober: prober as unknown as Evidence['prober'] };
  };

  it('are counted, with how long they took and how closely that is known', async () => {
    const { probes, pendingAtEnd } = await judged([stranger, probed]);
    assert.deepEqual(
      [probes?.writes, probes?.acknowledged, probes?.pending, probes?.seenOnWire],
      [3, 2, 1, 1],
    );
    assert.deepEqual([probes?.convergenceMs.max, probes?.convergenceMs.count], [40, 1]);
    assert.equal(probes?.resolutionMs.max, 5);
    assert.equal(pendingAtEnd, 1);
    assert.equal('probes' in (await judged([stranger])), false);
  });

  it('tell nothing of how long healing took: they are a few writes of many', async () => {
    const cut: Part = ({ router }) => {
      router.wiretap.convergence.forgetConverged();
      return { partitions: [{ shape: 'halves', groups: 'n1 | n2 n3', fromMs: 0, toMs: 5 }] };
    };
    const run = await judged([stranger, probed, cut]);
    assert.deepEqual([run.healingMs, run.timeline.steps[0]?.pending], [null, 1]);
  });

  it('are no problem, and not pending, where they went with a node that was killed', async () => {
    const lost: Part = ({ prober }) => ({ lostProbes: prober?.pending ?? [] });
    const { probes, problems } = await judged([stranger, probed, lost]);
    assert.deepEqual([probes?.pending, probes?.lost, problems], [0, 1, []]);
  });

  it('are a problem where one never came everywhere', async () => {
    const text =
      '1 of 3 probed writes were never shown by every node, e.g. key p2: n1 acknowledged "7", and n2 n3 did not show it';
    assert.deepEqual((await judged([stranger, probed])).problems, [text]);
    assert.deepEqual((await judged([stranger, probed, interrupted])).problems, []);
  });

  it('are writes, too', async () => {
    const perWrite = async (...parts: readonly Part[]): Promise<number> =>
      (await judged([stranger, ...parts])).messages.perWrite ?? assert.fail();
    assert.equal(await perWrite(probed), (await perWrite()) * (10 / 12));
  });
});
