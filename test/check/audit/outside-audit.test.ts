/** The audit of a cluster that was measured from outside: what it finds, what it lets pass, and what it says nothing of. */

import assert from 'node:assert/strict';
import { EMPTY_SUMMARY, summarize } from '../../../src/base/summary.ts';
import type { Reported } from '../../../src/check/audit/audit.ts';
import type { AuditRow } from '../../../src/check/audit/audit-row.ts';
import { auditFromOutside, type OutsideView } from '../../../src/check/audit/outside-audit.ts';

/** A hundred writes, each of which took as many milliseconds as its number. */
const TIMES = Array.from({ length: 100 }, (_, index) => index + 1);
const REPORTED: Reported = {
  messagesSentByKind: { mail: 200, ack: 50, rumor: 0 },
  bytesSent: 9000,
  ...{ writes: 100, reads: 80, staleReads: 12, pendingWrites: 0 },
  convergence: summarize(TIMES),
  dropped: new Map(),
};
const exact = (count: number): { lo: number; hi: number } => ({ lo: count, hi: count });
const VIEW: OutsideView = {
  received: { lo: 248, hi: 252 },
  receivedByKind: { mail: exact(200), ack: { lo: 48, hi: 52 }, rumor: exact(0) },
  receivedBytes: { lo: 8900, hi: 9100 },
  ...{ writes: exact(100), reads: exact(80), staleReads: { lo: 10, hi: 15 } },
  ...{ isSettled: true, others: { reads: 0, writes: 0 } },
  // Every one of them, known to within a tenth of a millisecond.
  followed: TIMES.map((ms) => ({ leastMs: ms - 0.1, mostMs: ms })),
  ...{ clocksApartMs: 1, longestMs: 5000 },
};

interface Found {
  readonly against: string[];
  readonly untold: string[];
}

/** The row of this name. */
function rowOf(what: string, reported: Partial<Reported> = {}, view: Partial<OutsideView> = {}): AuditRow {
  const rows = auditFromOutside({ ...REPORTED, ...reported }, { ...VIEW, ...view });
  return rows.find((row) => row.what === what) ?? assert.fail(`no row ${what}`);
}

function found(reported: Partial<Reported> = {}, view: Partial<OutsideView> = {}): Found {
  const rows = auditFromOutside({ ...REPORTED, ...reported }, { ...VIEW, ...view });
  const named = (isMeant: (row: (typeof rows)[number]) => boolean): string[] =>
    rows.filter(isMeant).map(({ what }) => what);
  return { against: named(({ agrees }) => !agrees), untold: named(({ inconclusive }) => inconclusive) };
}

describe('the audit from outside', () => {
  it('agrees with nodes that report what happened', () => {
    const rows = auditFromOutside(REPORTED, VIEW);
    assert.deepEqual(found().against, []);
    const names = rows.map(({ what }) => what);
    assert.deepEqual(names.slice(0, 7), [
      ...['messages sent', 'messages sent: ack', 'messages sent: mail', 'bytes sent'],
      ...['writes', 'reads', 'stale reads'],
    ]);
    assert.ok(!names.includes('messages sent: rumor'), 'nobody knows of any');
    assert.deepEqual(rows.find(({ what }) => what === 'writes')?.exact, true);
  });

  it('finds a count that is off by one', () => {
    assert.deepEqual(found({ writes: 101 }).against, ['writes']);
    assert.deepEqual(found({ reads: 79 }).against, ['reads']);
    assert.deepEqual(found({ messagesSentByKind: { mail: 201, ack: 50 } }).against, ['messages sent: mail']);
    assert.deepEqual(found({ messagesSentByKind: { mail: 200, ack: 53 } }).against, [
      'messages sent',
      'messages sent: ack',
    ]);
    assert.deepEqual(found({ bytesSent: 9101 }).against, ['bytes sent']);
    assert.deepEqual(found({ staleReads: 9 }).against, ['stale reads']);
    assert.deepEqual(found({ pendingWrites: 1 }).against, ['writes converged and pending']);
  });

  it('holds times against a sample, by ranks and clocks', () => {
    const halved = { ...REPORTED.convergence, p50: 25 };
    assert.deepEqual(found({ convergence: halved }).against, ['convergence p50 (ms)']);
    const longer = { ...REPORTED.convergence, p50: 73 };
    assert.deepEqual(found({ convergence: longer }).against, ['convergence p50 (ms)']);
    // The slowest write that was followed is one of all.
    const shorter = { ...REPORTED.convergence, max: 97 };
    assert.deepEqual(found({ convergence: shorter }).against, ['convergence max (ms)']);
    assert.deepEqual(found({ convergence: shorter }, { clocksApartMs: 3 }).against, []);
    const endless = { ...REPORTED.convergence, max: 5100 };
    assert.deepEqual(found({ convergence: endless }).against, ['convergence max (ms)']);
  });

  it('says that nothing can be told where a bound is wide', () => {
    const times = TIMES.map((ms) => 100 + ms / 5);
    const convergence = summarize(times);
    const followed = times.map((ms) => ({ leastMs: ms - 0.1, mostMs: ms }));
    // Of a hundred writes, none need be among the slowest: nothing bounds those but the length of the run.
    const slowest = ['convergence p95 (ms)', 'convergence p99 (ms)', 'convergence max (ms)'];
    assert.deepEqual(found({ convergence }, { followed }).untold, slowest);
    const all = ['convergence p50 (ms)', ...slowest];
    assert.deepEqual(found({ convergence }, { followed, clocksApartMs: undefined }).untold, all);
    assert.deepEqual(found({ convergence }, { followed, clocksApartMs: 40 }).untold, all);
  });

  it('lets requests of others be, and says so', () => {
    const others = { reads: 5, writes: 3 };
    const rows = auditFromOutside(
      { ...REPORTED, writes: 103, reads: 85, staleReads: 20 },
      { ...VIEW, others },
    );
    assert.deepEqual(
      rows.filter(({ agrees }) => !agrees),
      [],
    );
    assert.match(rows.find(({ what }) => what === 'writes')?.note ?? '', /^up to 3 of other clients/);
    assert.ok(!rows.some(({ what }) => what.startsWith('convergence')), 'their writes were not followed');
    assert.deepEqual(found({ writes: 104, reads: 86, staleReads: 21 }, { others }).against, [
      'writes',
      'reads',
      'stale reads',
    ]);
  });

  it('waits for the proof of stale reads, and for the slowest writes', () => {
    const unsettled = { isSettled: false };
    assert.deepEqual(found({ staleReads: 0 }, unsettled).against, []);
    assert.deepEqual(found({ staleReads: 16 }, unsettled).against, ['stale reads']);
    assert.deepEqual(found({ convergence: { ...REPORTED.convergence, p50: 1 } }, unsettled).against, []);
  });

  it('counts what had no answer, and what was dropped', () => {
    const unknown = { writes: { lo: 98, hi: 101 } };
    assert.deepEqual(found({ writes: 101 }, unknown).against, []);
    assert.deepEqual(found({ writes: 97 }, unknown).against, ['writes']);
    const dropped = { receivedByKind: undefined, receivedBytes: undefined };
    assert.deepEqual(found({ bytesSent: 1 }, dropped).against, []);
    assert.deepEqual(found({ messagesSentByKind: { mail: 253 } }, dropped).against, ['messages sent']);
  });

  it('has no times where nothing was followed', () => {
    const rows = auditFromOutside(
      { ...REPORTED, convergence: EMPTY_SUMMARY, writes: 0 },
      { ...VIEW, writes: exact(0), followed: [] },
    );
    assert.ok(!rows.some(({ what }) => what.startsWith('convergence')));
  });

  it('asks for the very number where nothing is open, and for no more where something is', () => {
    const isExact = (what: string, view: Partial<OutsideView> = {}): boolean => rowOf(what, {}, view).exact;
    assert.deepEqual(
      ['messages sent: mail', 'messages sent', 'bytes sent', 'stale reads'].map((what) => isExact(what)),
      [true, false, false, false],
    );
    const staleReads = exact(12);
    assert.ok(isExact('stale reads', { staleReads }));
    const { exact: isSure, bound } = rowOf(
      'stale reads',
      {},
      { staleReads, others: { reads: 5, writes: 0 } },
    );
    assert.deepEqual([isSure, bound], [false, [12, 17]]);
  });

  it('has a row for each kind of message that was sent or received', () => {
    const rows = (kind: string, count: number, received: number): number =>
      auditFromOutside(
        { ...REPORTED, messagesSentByKind: { [kind]: count } },
        { ...VIEW, receivedByKind: { [kind]: exact(received) } },
      ).filter(({ what }) => what === `messages sent: ${kind}`).length;
    assert.deepEqual([rows('sync', 0, 0), rows('sync', 3, 0), rows('sync', 0, 3)], [0, 1, 1]);
  });

  it('gives the reason where it cannot tell more closely', () => {
    const notes = (view: Partial<OutsideView>, ...names: string[]): string[] =>
      names.map((what) => rowOf(what, {}, view).note);
    assert.deepEqual(notes({}, 'messages sent', 'stale reads'), [
      'as those count who received them, who are never asked in the same moment; what was dropped is counted in',
      'from certainly to possibly stale, those of probes included: clients cannot order overlapping operations',
    ]);
    const open = { lo: 98, hi: 101 };
    assert.deepEqual(notes({ writes: open }, 'writes'), ['3 got no answer and may have been served']);
    const others = { reads: 5, writes: 2 };
    assert.deepEqual(notes({ writes: open, others }, 'writes', 'reads', 'stale reads'), [
      '3 got no answer and may have been served; up to 2 of other clients, as the API counts its answers',
      'up to 5 of other clients, as the API counts its answers',
      'from certainly to possibly stale, and all reads of other clients',
    ]);
  });

  it('counts writes that are pending with those that converged', () => {
    const convergence = { ...REPORTED.convergence, count: 95 };
    assert.equal(rowOf('writes converged and pending', { convergence, pendingWrites: 5 }).reported, 100);
  });

  it('explains what nodes report by what fell off their bounds', () => {
    const dropped = new Map([['read_log', 1], ['apply_times', 1]]); // oxfmt-ignore
    const convergence = { ...REPORTED.convergence, p50: 73 };
    assert.deepEqual(rowOf('convergence p50 (ms)', { convergence, dropped }).explainedBy, ['apply_times']);
    assert.deepEqual(rowOf('stale reads', { staleReads: 9, dropped }).explainedBy, ['read_log']);
  });
});
