/** The audit: it must agree with the truth, and each way to misreport must make it disagree. */

import assert from 'node:assert/strict';
import { audit, type Observed, type Reported } from '../../../src/check/audit/audit.ts';
import type { AuditRow } from '../../../src/check/audit/audit-row.ts';
import { auditPart, auditProblems } from '../../../src/report/parts/audit-part.ts';
import { EFFECTS, fallenOf, OWN_EFFECTS } from '../../../src/check/audit/dropped.ts';
import { summarize } from '../../../src/base/summary.ts';

const SETTINGS = {
  ...{ skewMs: 1, usualMs: 1, longestMs: 1, unusualShare: 0 },
  ...{ unseenMs: 0, unseenOfFewMs: 0, unseenTailMs: 0 },
};

const sortedMs = Float64Array.from({ length: 100 }, (_, i) => 1 + i);
const timesMs = summarize([...sortedMs]);
const observed: Observed = {
  messagesSentByKind: { mail: 400, ack: 20 },
  bytesSent: 9000,
  writes: { lo: 100, hi: 100 },
  reads: { lo: 300, hi: 300 },
  staleReads: { lo: 3, hi: 7 },
  convergence: { pendingWrites: 0, timesMs, sortedMs },
  dropped: new Map(),
};
const reported: Reported = {
  messagesSentByKind: { ack: 20, mail: 400 },
  bytesSent: 9000,
  writes: 100,
  reads: 300,
  staleReads: 5,
  pendingWrites: 0,
  convergence: timesMs,
  dropped: new Map(),
};

/** Rows that do not agree: none of these is explained by a bound. */
function disagreements(changes: Partial<Reported>, seen: Partial<Observed> = {}): string[] {
  const rows = audit({ ...reported, ...changes }, { ...observed, ...seen }, SETTINGS);
  assert.equal(
    isConsistent(rows),
    rows.every((row) => row.agrees),
  );
  return rows.filter((row) => !row.agrees).map((row) => row.what);
}

/** Whether the bench accepts them. */
function isConsistent(rows: readonly AuditRow[]): boolean {
  return auditProblems(auditPart(rows), 'outside it is').length === 0;
}

describe('the audit', () => {
  it('agrees with a truthful report, and asks for equality where it can be had', () => {
    assert.deepEqual(disagreements({}), []);
    const rows = audit(reported, observed, SETTINGS);
    const exact = rows.filter((row) => row.exact).map((row) => row.what);
    assert.deepEqual(exact, [
      'messages sent',
      'messages sent: ack',
      'messages sent: mail',
      'bytes sent',
      'writes',
      'reads',
      'writes converged',
      'writes pending',
    ]);
    for (const row of rows) assert.ok(row.exact || (row.bound !== undefined && row.note !== ''), row.what);
  });

  it('shows a message of a kind that no node reports to have sent', () => {
    const examples = new Map(Object.entries({ error: '{"dest":"n2"}', mail: '{}' }));
    const seen = { ...observed, examples, messagesSentByKind: { ...observed.messagesSentByKind, error: 1 } };
    const problems = auditProblems(auditPart(audit(reported, seen, SETTINGS)), 'outside it is');
    assert.deepEqual(problems, [
      'audit: messages sent: the nodes report 420, outside it is 421',
      'audit: messages sent: error: the nodes report 0, outside it is 1, e.g. {"dest":"n2"}',
    ]);
    const mail = audit(reported, seen, SETTINGS).find(({ what }) => what === 'messages sent: mail');
    assert.equal(mail?.note, '', 'nodes admit to have sent these');
  });

  it('finds every figure that is off by the least', () => {
    assert.deepEqual(disagreements({ bytesSent: 9001 }), ['bytes sent']);
    assert.deepEqual(disagreements({ reads: 299 }), ['reads']);
    assert.deepEqual(disagreements({ writes: 101 }), ['writes']);
    assert.deepEqual(disagreements({ staleReads: 2 }), ['stale reads']);
    assert.deepEqual(disagreements({ staleReads: 8 }), ['stale reads']);
    assert.deepEqual(disagreements({ messagesSentByKind: { mail: 401, ack: 19 } }), [
      'messages sent: ack',
      'messages sent: mail',
    ]);
    assert.deepEqual(disagreements({ messagesSentByKind: { mail: 400, ack: 20, digest: 1 } }), [
      'messages sent',
      'messages sent: digest',
    ]);
    for (const name of ['mean', 'max'] as const) {
      for (const by of [2.1, -2.1]) {
        const convergence = { ...timesMs, [name]: timesMs[name] + by };
        assert.deepEqual(disagreements({ convergence }), [`convergence ${name} (ms)`]);
      }
    }
    for (const [name, tooLow, tooHigh] of [
      ['p50', 47.5, 52.6],
      ['p95', 92, 98],
    ] as const) {
      for (const value of [tooLow, tooHigh]) {
        const convergence = { ...timesMs, [name]: value };
        assert.deepEqual(disagreements({ convergence }), [`convergence ${name} (ms)`]);
      }
    }
  });

  it('allows the tail, and only the tail, a stall that no answer caught', () => {
    const settings = { ...SETTINGS, unseenTailMs: 30 };
    const off = (changes: Partial<Reported>): string[] =>
      audit({ ...reported, ...changes }, observed, settings)
        .filter((row) => !row.agrees)
        .map((row) => row.what);
    assert.deepEqual(off({ convergence: { ...timesMs, max: timesMs.max + 31 } }), []);
    assert.deepEqual(off({ convergence: { ...timesMs, max: timesMs.max + 32 } }), ['convergence max (ms)']);
    assert.deepEqual(off({ convergence: { ...timesMs, mean: timesMs.mean + 3 } }), ['convergence mean (ms)']);
  });

  it('allows it the middle, too, where few deliveries made half of the writes converge', () => {
    const off = (halfByDeliveries: number, byMs: number): string[] =>
      audit(
        { ...reported, convergence: { ...timesMs, p50: timesMs.p50 + byMs, mean: timesMs.mean + byMs } },
        { ...observed, convergence: { pendingWrites: 0, timesMs, sortedMs, halfByDeliveries } },
        { ...SETTINGS, unseenOfFewMs: 30 },
      )
        .filter((row) => !row.agrees)
        .map((row) => row.what);
    assert.deepEqual(off(19, 30), []);
    assert.deepEqual(off(19, 32), ['convergence p50 (ms)', 'convergence mean (ms)']);
    assert.deepEqual(off(20, 30), ['convergence p50 (ms)', 'convergence mean (ms)']);
  });

  describe('where its bound is wider than half of the value', () => {
    const inconclusive = (changes: Partial<Reported>, settings: Partial<typeof SETTINGS>): string[] =>
      audit({ ...reported, ...changes }, observed, { ...SETTINGS, ...settings })
        .filter((row) => row.inconclusive)
        .map((row) => row.what);

    it('says so, and claims no agreement', () => {
      // 3 … 7, of 3 reads that were certainly stale.
      assert.deepEqual(inconclusive({}, {}), ['stale reads']);
      const slow = inconclusive({}, { usualMs: 60, longestMs: 60 });
      const parts = ['p50', 'p95', 'p99', 'mean', 'max'].map((part) => `convergence ${part} (ms)`);
      assert.deepEqual(slow, ['stale reads', ...parts]);
    });

    it('takes the wide bound of what no answer shows only where the close one does not do', () => {
      const stall = { unseenTailMs: 100 };
      assert.deepEqual(inconclusive({ staleReads: 5 }, stall), ['stale reads']);
      const convergence = { ...timesMs, max: timesMs.max + 60 };
      assert.deepEqual(inconclusive({ convergence }, stall), ['stale reads', 'convergence max (ms)']);
    });

    it('knows that the few slow ones move a quantile by few ranks', () => {
      const rare = { longestMs: 49, unusualShare: 0.04 };
      const [p50] = audit(reported, observed, { ...SETTINGS, ...rare }).filter(({ what }) =>
        /p50/.test(what),
      );
      // Rank 54, what reading takes, and the clocks; and 1 % for the sketch.
      assert.deepEqual(p50?.bound, [49 * 0.99, 56 * 1.01]);
      assert.equal(p50.inconclusive, false);
    });
  });

  it('allows for operations without an answer, and no more', () => {
    const reads = { lo: 300, hi: 302 };
    for (const count of [300, 302]) assert.deepEqual(disagreements({ reads: count }, { reads }), []);
    for (const count of [299, 303]) assert.deepEqual(disagreements({ reads: count }, { reads }), ['reads']);
  });

  it('allows for acknowledgements under way, and no more', () => {
    const waiting = { pendingWrites: 4, convergence: { ...timesMs, count: 96 } };
    assert.deepEqual(disagreements(waiting), []);
    assert.deepEqual(disagreements({ ...waiting, convergence: { ...timesMs, count: 95 } }), [
      'writes converged',
    ]);
    const convergence = { pendingWrites: 4, timesMs: { ...timesMs, count: 96 }, sortedMs };
    assert.deepEqual(disagreements({}, { convergence }), ['writes converged', 'writes pending']);
  });

  it('shows each sum, and a kind that only one side knows of, but none that neither counted', () => {
    const kinds = { mail: 400, ack: 20, digest: 0 };
    const rows = audit(
      { ...reported, messagesSentByKind: kinds },
      { ...observed, messagesSentByKind: { ...kinds, feedback: 1 } },
      SETTINGS,
    );
    assert.deepEqual(
      rows.slice(0, 4).map((row) => [row.what, row.reported, row.observed, row.note]),
      [
        ['messages sent', 420, 421, ''],
        ['messages sent: ack', 20, 20, ''],
        ['messages sent: feedback', 0, 1, ''],
        ['messages sent: mail', 400, 400, ''],
      ],
    );
    assert.equal(rows[4]?.what, 'bytes sent');
  });

  it('says why a figure need not be exact', () => {
    const waiting: Observed = {
      ...observed,
      reads: { lo: 300, hi: 302 },
      convergence: { pendingWrites: 2, timesMs, sortedMs },
    };
    const notes = audit({ ...reported, pendingWrites: 3 }, waiting, SETTINGS).map(
      ({ what, note }) => `${what}: ${note}`,
    );
    for (const note of [
      'reads: 2 got no answer and may have been served',
      'writes pending: 1 await acknowledgements that are still on their way',
      'convergence p50 (ms): nodes read a message within 1.0 ms of its delivery, 1.0 ms at most, as answers show; clocks agree to 1.0 ms',
    ])
      assert.ok(notes.includes(note), note);
  });

  it('leaves out convergence where the wire shows none', () => {
    const rows = audit(reported, { ...observed, convergence: undefined }, SETTINGS);
    assert.ok(rows.every((row) => !row.what.includes('converge')));
    const none = { pendingWrites: 0, timesMs: summarize([]), sortedMs: new Float64Array() };
    assert.deepEqual(disagreements({ convergence: none.timesMs }, { convergence: none }), []);
    const names = audit(
      { ...reported, convergence: none.timesMs },
      { ...observed, convergence: none },
      SETTINGS,
    ).map(({ what }) => what);
    assert.ok(!names.some((name) => name.startsWith('convergence')) && names.includes('writes converged'));
  });

  const explained = (changes: Partial<Reported>, seen: Partial<Observed> = {}): [string, ...string[]][] =>
    audit({ ...reported, ...changes }, { ...observed, ...seen }, SETTINGS)
      .filter((row) => !row.agrees)
      .map((row) => [row.what, ...row.explainedBy]);

  it('accepts a difference where something fell off a bound that explains that very figure in that direction', () => {
    const dropped = new Map([['key_history', 3]]);
    const longer = { ...timesMs, max: 5000 };
    assert.deepEqual(explained({ convergence: longer, dropped }), [['convergence max (ms)', 'key_history']]);
    const told = { ...reported, convergence: longer, dropped };
    assert.ok(isConsistent(audit(told, observed, SETTINGS)), 'it is explained');
    assert.ok(!isConsistent(audit({ ...told, dropped: new Map([['key_history', 0]]) }, observed, SETTINGS)));
    assert.deepEqual(explained({ convergence: { ...timesMs, max: 1 }, dropped }), [['convergence max (ms)']]);
    assert.deepEqual(explained({ staleReads: 2, dropped }), [['stale reads']]);
    assert.deepEqual(explained({ convergence: longer, dropped: new Map([['log_entries', 3]]) }), [
      ['convergence max (ms)'],
    ]);
    const closed = new Map([['read_log', 1]]);
    assert.deepEqual(explained({ staleReads: 2, dropped: closed }), [['stale reads', 'read_log']]);
    assert.deepEqual(explained({ staleReads: 8, dropped: closed }), [['stale reads']]);
    assert.deepEqual(explained({ bytesSent: 1, dropped: closed }), [['bytes sent']]);
    const rows = audit({ ...reported, dropped: closed }, observed, SETTINGS);
    assert.ok(
      rows.every(({ explainedBy }) => explainedBy.length === 0),
      'what agrees needs no explanation',
    );
  });

  it('turns round what fell off the bounds of the observer: what is observed is too long, or too few', () => {
    const dropped = new Map([['wire_steps', 1]]);
    const slow = { pendingWrites: 0, timesMs: { ...timesMs, max: 5000 }, sortedMs };
    assert.deepEqual(explained({}, { convergence: slow, dropped }), [['convergence max (ms)', 'wire_steps']]);
    assert.deepEqual(explained({ convergence: { ...timesMs, max: 5000 } }, { dropped }), [
      ['convergence max (ms)'],
    ]);
    const few = { pendingWrites: 0, timesMs: { ...timesMs, count: 90 }, sortedMs };
    assert.deepEqual(explained({}, { convergence: few, dropped: new Map([['wire_writes', 10]]) }), [
      ['writes converged', 'wire_writes'],
    ]);
  });
});

describe('what fell off a bound', () => {
  it('has words of its own for each', () => {
    const words = [...Object.values(EFFECTS), ...Object.values(OWN_EFFECTS)].map((one) => one.words);
    assert.ok(words.every((text) => text.length > 3));
    assert.equal(new Set(words).size, words.length);
    const effects = Object.entries({ ...EFFECTS, ...OWN_EFFECTS }).map(
      ([what, { effects: all }]) =>
        `${what}: ${all.map(({ figure, trueIs }) => `${figure} ${trueIs}`).join(', ')}`,
    );
    assert.ok(effects.includes('gap_entries: depth at_most'), effects.join('\n'));
    assert.deepEqual(fallenOf('of another version'), { words: 'of another version', effects: [] });
  });
});
