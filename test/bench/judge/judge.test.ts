/** The bench's verdict on our own nodes: sound where all is sound, and each fault that is planted is named. */

import assert from 'node:assert/strict';
import type { LiveOperation } from '../../../src/bench/clients/operation.ts';
import { MAX_FINAL_KEYS } from '../../../src/bench/clients/final-reads.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import type { WireEntry } from '../../../src/protocol/gossip.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import {
  changed,
  CONVERGENCE_MS,
  evidence,
  faultsOf,
  NODES,
  operation,
  STARTED_MS,
  type Changes,
} from './evidence.ts';

const judged = async (changes: Changes = {}): Promise<Run> => judge(await evidence(changes));
const problems = async (changes: Changes = {}): Promise<string[]> => (await judged(changes)).problems;

/** What of the audit does not agree, or what else is wrong, where n1 says something else. */
async function told(changes: Pick<Changes, 'stats' | 'timesMs' | 'evidence'>): Promise<string[]> {
  return (await problems(changes)).map(
    (text) => /^audit: ([^:]*(?:: \w+)?): the nodes report/.exec(text)?.[1] ?? text,
  );
}

describe("the bench's verdict", () => {
  it('finds nothing where all is sound', async () => {
    const run = await judged();
    assert.deepEqual([run.problems, run.warnings], [[], []]);
    assert.ok(run.audit.length > 10 && run.audit.every(({ agrees }) => agrees));
    assert.deepEqual(run.observedConvergenceMs?.max, CONVERGENCE_MS);
  });

  it('finds a count that is off by one, up or down', async () => {
    const saying = (stats: NonNullable<Changes['stats']>): Promise<string[]> => told({ stats });
    for (const by of [1, -1]) {
      assert.deepEqual(await saying((s) => ({ bytes_sent: s.bytes_sent + by })), ['bytes sent']);
      assert.deepEqual(await saying((s) => ({ total_writes: s.total_writes + by })), ['writes']);
      assert.deepEqual(await saying((s) => ({ reads: s.reads + by })), ['reads']);
      const kinds = await saying(({ messages_by_kind: { mail = 0, ack = 0 } }) => ({
        messages_by_kind: { mail: mail + by, ack: ack - by },
      }));
      assert.deepEqual(kinds, ['messages sent: ack', 'messages sent: mail']);
    }
    assert.deepEqual(await saying(() => ({ stale_reads: 1 })), ['stale reads']);
    assert.deepEqual(await saying(() => ({ writes_pending: 1 })), ['1 writes were pending at the end']);
    assert.deepEqual(await told({ timesMs: (all) => all.slice(1) }), ['writes converged']);
  });

  // Answers took a millisecond, and the bench allows for ten that no answer shows; in the tail for a tenth of a second more.
  for (const sign of [1, -1])
    it(`allows all times to be ${sign * 11} ms off, and no more`, async () => {
      const off = (ms: number): Promise<string[]> =>
        told({ timesMs: (all) => all.map((time) => time + sign * ms) });
      assert.deepEqual(await off(11), []);
      assert.deepEqual(await off(12), ['convergence mean (ms)']);
    });

  it('allows the slowest to be 111 ms off, and no more: or as much more as a node was paused', async () => {
    // One is faster, so that the mean stays what it is.
    const slowest =
      (ms: number): NonNullable<Changes['timesMs']> =>
      ([, , ...others]) => [CONVERGENCE_MS + ms, CONVERGENCE_MS - 60, ...others];
    assert.deepEqual(await told({ timesMs: slowest(111) }), []);
    assert.deepEqual(await told({ timesMs: slowest(112) }), ['convergence max (ms)']);
    const pause = { fault: 'pause', node: 'n3', fromMs: 100, toMs: 150 } as const;
    const evidence = () => ({ faults: [pause] });
    assert.deepEqual(await told({ timesMs: slowest(161), evidence }), []);
    assert.deepEqual(await told({ timesMs: slowest(162), evidence }), ['convergence max (ms)']);
  });

  it('allows the slowest to be off as long as a node stood in line for a processor, where that is longer', async () => {
    const slowest = (ms: number): Promise<string[]> =>
      told({
        // The others are a little too early: the mean is right.
        timesMs: (all) => [...all.slice(0, -1).map((time) => time - 6), CONVERGENCE_MS + ms],
        evidence: ({ heldUp }) => ({ heldUp: { ...heldUp, longestMs: 150 } }),
      });
    assert.deepEqual(await slowest(161), []);
    assert.deepEqual(await slowest(162), ['convergence max (ms)']);
  });

  it('finds every part of the distribution that is wrong, high or low', async () => {
    const parts = ['p50', 'p95', 'p99', 'mean', 'max'].map((part) => `convergence ${part} (ms)`);
    for (const factor of [1.5, 0.5])
      assert.deepEqual(await told({ timesMs: (all) => all.map((ms) => ms * factor) }), parts);
  });

  describe('on what the nodes hold in the end', () => {
    const last = (change: Partial<LiveOperation>, node: string) => (reads: readonly LiveOperation[]) =>
      reads.map((read) => (read.node === node ? changed(read, change) : read));

    for (const node of NODES)
      it(`finds what ${node} lost, invented, or does not say`, async () => {
        const lost = await judged({ finalReads: last({ value: undefined }, node) });
        assert.deepEqual(
          [lost.finalState?.lost.count, lost.finalState?.disagreeing.count, lost.finalState?.invented.count],
          [1, 1, 0],
        );
        assert.match(
          lost.problems.join('\n'),
          /^1 keys lost an acknowledged write, e\.g\. key "k9": n\d holds no such key, but n1 acknowledged the later 9\n1 keys differ from node to node/,
        );
        const invented = await problems({ finalReads: last({ value: '77' }, node) });
        assert.match(invented.join('\n'), /1 keys hold what nobody wrote, e\.g\. key "k9": n\d holds 77/);
        const unread = await problems({ finalReads: last({ completedAtMs: undefined }, node) });
        assert.deepEqual(unread, [
          `1 keys could not be read everywhere in the end, e.g. key "k9": no usable answer from ${node}`,
        ]);
      });

    it('finds a write that is lost everywhere, and agreed upon', async () => {
      const found = await problems({
        finalReads: (reads) => reads.map((read) => changed(read, { value: undefined })),
      });
      assert.match(found.join('\n'), /^1 keys lost an acknowledged write, e\.g\. key "k9"/);
      assert.equal(found.length, 1);
    });

    it('excuses a write that a killed node took with it, and counts it', async () => {
      const endedLives = [{ node: 'n1', life: 1, sent: new Map(), served: { reads: 0, writes: 10 } }];
      const nodeFaults = faultsOf({ endedLives, lifeStarts: new Map([['n1', STARTED_MS + 3000]]) });
      const run = await judged({
        evidence: () => ({
          nodeFaults,
          faults: [{ fault: 'restart', node: 'n1', fromMs: 2000, toMs: 3000 }],
        }),
        finalReads: (reads) => reads.map((read) => changed(read, { value: undefined })),
      });
      assert.equal(run.finalState?.lost.count, 0);
      assert.match(JSON.stringify(run.processes), /"k9\\": n1 had acknowledged 9 before it was killed/);
      assert.match(run.warnings.join('\n'), /not asked, because the run killed them before: n1's life 1/);
    });
  });

  describe('on the run', () => {
    const failing = (change: Partial<LiveOperation>) => (operations: readonly LiveOperation[]) => [
      ...operations,
      changed(operation(800, 'n2', 'read', 'k1', ''), { value: undefined, ...change }),
    ];

    it('finds a cluster that had not settled, and how long was waited', async () => {
      const settledMs = undefined;
      assert.deepEqual(await problems({ evidence: () => ({ settledMs }) }), [
        'the cluster had not settled 30 s after the load',
      ]);
      assert.deepEqual(
        await problems({ evidence: () => ({ settledMs, interrupted: true, finalReads: [] }) }),
        [],
      );
    });

    it('finds operations that fail at a node that is up, and excuses those at one that the run had down', async () => {
      const late = failing({ completedAtMs: undefined, timedOut: true });
      const crash = (node: string, fromMs = 4000, toMs = 4500): Changes => ({
        evidence: () => ({ faults: [{ fault: 'crash', node, fromMs, toMs }] }),
        operations: late,
      });
      const failed =
        '1 of 21 operations failed at nodes that were up: 1 no answer in time, e.g. a read at n2: no answer in time';
      assert.deepEqual(await problems({ operations: late }), [failed]);
      assert.deepEqual(await problems(crash('n3')), [failed]);
      assert.deepEqual(await problems(crash('n2')), []);
      // A second after the fault the node must serve.
      assert.deepEqual(await problems(crash('n2', 3000, 4000)), []);
      assert.deepEqual(await problems(crash('n2', 3000, 3999)), [failed]);
      const refused = failing({ error: 'temporarily_unavailable' });
      assert.match(
        (await problems({ operations: refused })).join('\n'),
        /1 temporarily_unavailable, e\.g\. a read at n2: temporarily_unavailable/,
      );
    });

    it('finds a kind of operation of which none succeeded', async () => {
      const operations = (all: readonly LiveOperation[]): LiveOperation[] =>
        all.map((op) =>
          op.kind === 'read' ? changed(op, { error: op.id < 4 ? 'abort' : 'crash', value: undefined }) : op,
        );
      assert.match(
        (await problems({ operations })).join('\n'),
        /none of the reads succeeded: 8 crash, 2 abort/,
      );
      const refused = (all: readonly LiveOperation[]): LiveOperation[] =>
        all.map((op) =>
          op.kind === 'write' ? changed(op, { error: op.id === 0 ? 'abort' : 'precondition_failed' }) : op,
        );
      assert.match(
        (await problems({ operations: refused })).join('\n'),
        /none of the writes succeeded: 9 precondition_failed, 1 abort/,
      );
    });

    it('says nothing of the final state where nobody looked, and how many keys it is of where there were more', async () => {
      const run = await judged({ finalReads: () => [] });
      assert.deepEqual([run.finalState, run.problems], [null, []]);
      const keys = (count: number) => (all: readonly LiveOperation[]) => [
        ...all,
        ...Array.from({ length: count - 10 }, (_, i) => operation(1000 + i, 'n2', 'read', `r${i}`, '')),
      ].map((op) => (op.id < 1000 ? op : changed(op, { value: undefined }))); // oxfmt-ignore
      assert.deepEqual((await judged({ operations: keys(MAX_FINAL_KEYS) })).warnings, []);
      assert.deepEqual((await judged({ operations: keys(MAX_FINAL_KEYS + 1) })).warnings, [
        `the final state was compared for 1 of ${MAX_FINAL_KEYS + 1} keys`,
      ]);
      assert.deepEqual(
        (await judged({ operations: keys(MAX_FINAL_KEYS + 1), finalReads: () => [] })).warnings,
        [],
      );
    });

    it('has the convergence that the wire shows, over time, and none where it shows nothing', async () => {
      const convergedIn = ({ timeline }: Run): number =>
        timeline.steps.reduce((sum, { converged }) => sum + converged, 0);
      const run = await judged();
      assert.deepEqual([convergedIn(run), run.observedConvergenceMs?.count], [10, 10]);
      const showing = (pending: number): Promise<Run> =>
        judged({
          evidence: ({ router }) => {
            const { convergence } = router.wiretap;
            convergence.forgetConverged();
            for (let seq = 1; seq <= pending; seq++) {
              const write = [`p${seq}`, seq];
              const entry = ['n2#a', seq, seq, STARTED_MS, 1, [write]] as unknown as WireEntry;
              convergence.observeSent('n2', entry, STARTED_MS);
            }
            return {};
          },
        });
      const nothing = await showing(0);
      assert.equal(nothing.observedConvergenceMs, null);
      assert.ok(nothing.timeline.steps.every(({ pending }) => pending === null));
      const healed = { shape: 'halves', groups: 'n1 | n2 n3', fromMs: 0, toMs: 50 } as const;
      const { healingMs } = await judged({ evidence: () => ({ partitions: [healed] }) });
      assert.equal(healingMs, 40 + CONVERGENCE_MS - 50, 'the last write before the healing was at 40 ms');
      const open = await showing(3);
      assert.equal(open.observedConvergenceMs, null);
      assert.ok(open.timeline.steps.every(({ pending }) => pending === 3));
    });

    it('warns of its own delay where that is more than 3 ms, and more than a tenth of the latency', async () => {
      const warned = async (delayMs: number, latencyMs: number): Promise<string> => {
        const { warnings } = await judged({
          evidence: ({ router, settings }) => {
            for (let i = 0; i < 100; i++) router.traffic.addedDelay(delayMs);
            return { settings: { ...settings, latencyMs } };
          },
        });
        return warnings.join();
      };
      assert.deepEqual([await warned(2.99, 1), await warned(9.9, 100)], ['', '']);
      assert.equal(await warned(3.003, 30.03), '', 'the tenth itself');
      assert.match(
        await warned(3.01, 1),
        /by 3\.0 ms .*, beyond the 1 ms that were asked for \(3 would do no harm\)/,
      );
      assert.match(await warned(10.1, 100), /\(10 would do no harm\)/);
    });

    it('says where the audit and the nodes differ', async () => {
      const found = await problems({ stats: ({ reads }) => ({ reads: reads + 1 }) });
      assert.deepEqual(found, ['audit: reads: the nodes report 11, outside it is 10']);
    });

    it('names the nodes that could not be scraped', async () => {
      const evidence = ({ cuts }: Evidence): Partial<Evidence> => ({
        cuts: cuts.map((cut) =>
          cut.name === 'n2' || cut.account === undefined
            ? cut
            : { ...cut, account: { ...cut.account, samples: [] } },
        ),
      });
      assert.match(
        (await judged({ evidence })).warnings.join(),
        /^the metrics of n1 n3 could not be scraped/,
      );
    });

    it('warns of what makes its figures doubtful', async () => {
      const { warnings } = await judged({
        samples: () => [],
        evidence: (sound) => {
          for (let i = 0; i < 100; i++) sound.router.traffic.addedDelay(3);
          sound.router.traffic.overflowed('n1', 'n2');
          Object.assign(sound.clients, { shed: 7 });
          return { heldUp: { ...sound.heldUp, stolenShare: 0.08 } };
        },
      });
      const [delay = '', overflow = '', shed = '', blind = '', ...others] = warnings;
      assert.match(delay, /^the bench itself delayed messages by 3\.0 ms at .* its host took 8 % of/);
      assert.match(overflow, /^1 messages were dropped because too much was in flight/);
      assert.match(shed, /^7 operations were not started: /);
      assert.match(blind, /^the metrics of n1 could not be scraped/);
      assert.deepEqual(others, []);
    });
  });
});
