/** The verdict on a cluster that was there before the bench: held against what others know, and each figure with what bounds it. */

import assert from 'node:assert/strict';
import type { Outside } from '../../../src/bench/attached/outside.ts';
import type { Evidence } from '../../../src/bench/judge/evidence.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import { RunSchema, type Run } from '../../../src/report/schema/run-schema.ts';
import { CONVERGENCE_MS, evidence, NODES, type Changes } from './evidence.ts';

const exactly = (count: number) => ({ lo: count, hi: count });
const SOUND: Outside = {
  attachment: {
    ...{ cluster: 'shop', run: 'r1' },
    nodes: NODES.map((name) => ({ name, api: { origin: `https://${name}:8080` } })),
  } as unknown as Outside['attachment'],
  ...{ clocksApartMs: 2, sentBytes: 3000, received: exactly(30), receivedBytes: exactly(3000), dropped: {} },
  receivedByKind: { mail: exactly(20), ack: exactly(10) },
  asked: { served: { reads: 10, writes: 10 }, unknown: { reads: 0, writes: 0 } },
  ...{ others: { reads: 0, writes: 0 }, slowestChangeMs: 0, longestMs: 1000 },
};

async function judged(outside: Partial<Outside> = {}, changes: Changes = {}): Promise<Run> {
  const all = await evidence({
    ...changes,
    evidence: (one) => ({ outside: { ...SOUND, ...outside }, ...changes.evidence?.(one) }),
  });
  return RunSchema.parse(judge(all));
}

const rowIn = ({ audit }: Run, what: string): Run['audit'][number] =>
  audit.find((row) => row.what === what) ?? assert.fail(`no row ${what}`);
const boundOf = (run: Run, what: string): readonly number[] => {
  const { bound, observed } = rowIn(run, what);
  return bound ?? [observed, observed];
};

/** Probes that took so long at most, known to 10 ms; and how long after its acknowledgement each read was sent that missed one. */
function prober(atMostMs: readonly number[], missedAfterMs: readonly number[] = []): Partial<Evidence> {
  const probes = [
    ...atMostMs.map((ms) => ({
      isAcknowledged: true,
      sentAtMs: 0,
      result: { atMostMs: ms, resolutionMs: 10 },
    })),
    { isAcknowledged: false, sentAtMs: 0 },
  ];
  return {
    prober: { probes, missedAfterMs, pending: [], seenOnWire: new Set() } as unknown as Evidence['prober'],
  };
}

describe('the verdict on a cluster from outside', () => {
  it('finds nothing where all is sound', async () => {
    const run = await judged();
    assert.deepEqual([run.problems, run.warnings], [[], []]);
    assert.ok(run.audit.every(({ agrees, exact }) => agrees && exact));
    assert.deepEqual(
      run.audit.map(({ what }) => what),
      [
        ...['messages sent', 'messages sent: ack', 'messages sent: mail', 'bytes sent', 'writes', 'reads'],
        ...['stale reads', 'writes converged and pending'],
      ],
    );
  });

  it('allows for requests that got no answer, and for those of others', async () => {
    const asked = { served: { reads: 9, writes: 8 }, unknown: { reads: 3, writes: 2 } };
    const run = await judged({ asked });
    assert.deepEqual(
      [boundOf(run, 'reads'), boundOf(run, 'writes')],
      [
        [9, 12],
        [8, 10],
      ],
    );
    // A node may have answered such a read with what was stale.
    assert.deepEqual(boundOf(run, 'stale reads'), [0, 3]);
    const others = await judged({ others: { reads: 5, writes: 0 } });
    assert.deepEqual(boundOf(others, 'reads'), [10, 15]);
  });

  it('counts a read of a probe as stale that came later than clocks can be apart, and as possibly stale before', async () => {
    const run = await judged({}, { evidence: () => prober([], [-1, 2, 2.1, 9, 10]) });
    assert.deepEqual(boundOf(run, 'stale reads'), [3, 5]);
    assert.deepEqual(run.problems, ['audit: stale reads: the nodes report 0, outside it is 3 to 5']);
  });

  it('believes that a read may still turn out to be stale while something is pending', async () => {
    const missed: Changes = { evidence: () => ({ ...prober([], [9]), settledMs: undefined }) };
    assert.deepEqual(boundOf(await judged({}, missed), 'stale reads'), [0, 1]);
    const pending = { ...missed, evidence: () => prober([], [9]), stats: () => ({ writes_pending: 1 }) };
    assert.deepEqual(boundOf(await judged({}, pending), 'stale reads'), [0, 1]);
  });

  it('holds times against the probes, each known to its resolution', async () => {
    const followed = Array<number>(100).fill(CONVERGENCE_MS + 5);
    const [lo = 0, hi = 0] = boundOf(
      await judged({}, { evidence: () => prober(followed) }),
      'convergence p50 (ms)',
    );
    assert.ok(Math.abs(lo - (CONVERGENCE_MS - 5 - 2) * 0.99) < 1e-6, `${lo}`);
    assert.ok(Math.abs(hi - (CONVERGENCE_MS + 5 + 2) * 1.01) < 1e-6, `${hi}`);
  });

  it('knows no kinds where messages were dropped, and counts them by reason', async () => {
    const run = await judged({ received: { lo: 28, hi: 31 }, dropped: { loss: 3, cut: 2 } });
    assert.deepEqual(
      run.audit.filter(({ what }) => /sent/.test(what)).map(({ what, bound }) => [what, bound]),
      [['messages sent', [28, 31]]],
    );
    assert.deepEqual([run.messages.delivered, run.messages.dropped], [26, { loss: 3, cut: 2 }]);
    assert.equal((await judged({ received: exactly(1), dropped: { loss: 3 } })).messages.delivered, 0);
  });

  it('leaves pending what others write, of which nobody knows when it ends', async () => {
    const stats = () => ({ writes_pending: 4 });
    assert.equal((await judged({}, { stats })).pendingAtEnd, 4);
    assert.equal((await judged({ others: { reads: 0, writes: 1 } }, { stats })).pendingAtEnd, null);
    assert.equal((await judged({ others: { reads: 1, writes: 0 } }, { stats })).pendingAtEnd, 4);
  });

  it('counts the stale reads of its own clients where others read, too', async () => {
    const { staleReads } = await judged({}, { stats: () => ({ stale_reads: 7, reads: 17 }) });
    assert.deepEqual([staleReads?.source, staleReads?.count], ['clients', 0]);
    assert.equal(judge(await evidence()).staleReads?.source, 'nodes', 'nobody else asks nodes of the bench');
  });

  it('tells what bounds each figure, and what it cannot see', async () => {
    const outside = (await judged()).outside ?? assert.fail();
    assert.deepEqual(
      [outside.cluster, outside.nodes[0], outside.clocksApartMs],
      ['shop', { name: 'n1', api: 'https://n1:8080' }, 2],
    );
    assert.deepEqual(outside.bounds, [
      {
        figure: 'convergence and propagation',
        boundMs: 2,
        why: 'as nodes report them: from a time by the clock of one node until a time by that of another',
      },
      {
        figure: 'confirmed',
        boundMs: 0,
        why: 'as nodes report it: both times are by the clock of the node that accepted the write',
      },
      {
        figure: 'convergence as probes see it',
        boundMs: 0,
        why: 'by the clock of the bench; how closely, its resolution says',
      },
      {
        figure: 'stale reads',
        boundMs: 2,
        why: 'as the bench judges its own reads: versions are ordered by the clocks of nodes, and what is closer together is called possible, not certain',
      },
      {
        figure: 'latency of clients',
        boundMs: 0,
        why: 'by the clock of the bench; the way to the node and back is in it',
      },
    ]);
    assert.deepEqual(outside.unseen, [
      'messages between nodes: their numbers and bytes are those that the nodes count, held against what the receivers counted; their bytes by kind nobody counts',
      'when a write reached each node: only probes are followed, by reading',
      'the tree along which a write spread: the nodes export their traces to their own collector',
      'what the real network does to messages: only the faults that the bench has the nodes inject are known',
      'processes and machines: a node that is started again meanwhile ends the run',
    ]);
  });

  it('tells of cuts that took time, of others, and of clocks that nobody knows', async () => {
    const tells = async (changes: Partial<Outside>): Promise<NonNullable<Run['outside']>> =>
      (await judged(changes)).outside ?? assert.fail();
    assert.deepEqual((await tells({ slowestChangeMs: 8 })).bounds.at(-1), {
      figure: 'when cuts began and ended',
      boundMs: 8,
      why: 'from when the bench told the nodes until the last of them had made the change',
    });
    const known = (await tells({})).unseen.length;
    for (const others of [
      { reads: 1, writes: 0 },
      { reads: 0, writes: 1 },
      { reads: 1, writes: 1 },
    ]) {
      const { unseen } = await tells({ others });
      assert.deepEqual(unseen.slice(known), [
        'which of the messages, times and stale reads that the nodes count are of the requests that other clients made meanwhile: they are in these figures',
      ]);
    }
    const unknown = await tells({ clocksApartMs: undefined });
    assert.equal(unknown.clocksApartMs, null);
    assert.deepEqual(unknown.unseen.slice(known), [
      'how far the clocks of the nodes are apart: not every one of them has asked a peer yet',
    ]);
  });
});
