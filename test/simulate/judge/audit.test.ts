/** The simulator's audit: each figure has its row, and a row is wrong where that figure is, and nowhere else. */

import assert from 'node:assert/strict';
import type { AuditRow } from '../../../src/check/audit/audit-row.ts';
import type { ClusterAccount } from '../../../src/report/parts/cluster-account.ts';
import { auditRows } from '../../../src/simulate/judge/audit.ts';
import type { Simulation } from '../../../src/simulate/simulation.ts';
import { simulated } from './simulated.ts';

/** A run with stale reads and with convergence times that differ, judged with something else that is said, or true. */
class World {
  readonly simulation = simulated({ latencyMs: 50, ratePerSec: 300 }, 'partition');
  readonly reported = this.simulation.account.report('direct-mail');

  constructor() {
    this.simulation.truth.reads.compare(true);
  }

  rows(said: Partial<ClusterAccount>, truth: object = {}): AuditRow[] {
    const changed = Object.create(this.simulation.truth, Object.getOwnPropertyDescriptors(truth)) as object;
    return auditRows({ ...this.reported, ...said }, {
      truth: changed,
      cluster: this.simulation.cluster,
    } as unknown as Simulation);
  }

  /** The rows that do not agree. */
  wrong(said: Partial<ClusterAccount>, truth: object = {}): string[] {
    return this.rows(said, truth)
      .filter(({ agrees }) => !agrees)
      .map(({ what }) => what);
  }
}

const PARTS = ['count', 'mean', 'p50', 'p95', 'p99', 'max'] as const;

describe("the simulator's audit", () => {
  it('agrees with what is true, row by row', () => {
    const world = new World();
    const { reported } = world;
    assert.ok(reported.staleReads > 10 && reported.convergence.count > 50);
    assert.deepEqual(world.wrong({}), []);
    assert.deepEqual(
      world.rows({}).map(({ what }) => what),
      [
        ...['ack', 'delta', 'digest', 'mail'].map((kind) => `messages sent: ${kind}`),
        ...['bytes sent', 'writes', 'reads', 'writes converged', 'entries received'],
        ...[
          ['convergence', 'ms'],
          ['propagation', 'ms'],
          ['staleness', 'ms'],
          ['missed', 'versions'],
        ].flatMap(([name, unit]) =>
          PARTS.map((part) => (part === 'count' ? `${name}: count` : `${name} ${part} (${unit})`)),
        ),
      ],
    );
    assert.ok(world.rows({}).every(({ exact, explainedBy }) => exact && explainedBy.length === 0));
  });

  it('finds each count that is one off', () => {
    const world = new World();
    const { reported } = world;
    const { bytesSent, writes, reads, entries, messagesSentByKind: kinds } = reported;
    for (const by of [1, -1]) {
      assert.deepEqual(world.wrong({ bytesSent: bytesSent + by }), ['bytes sent']);
      assert.deepEqual(world.wrong({ writes: writes + by }), ['writes']);
      assert.deepEqual(world.wrong({ reads: reads + by }), ['reads']);
      for (const outcome of ['applied', 'superseded', 'duplicate', 'late'] as const)
        assert.deepEqual(world.wrong({ entries: { ...entries, [outcome]: entries[outcome] + by } }), [
          'entries received',
        ]);
      assert.deepEqual(world.wrong({ messagesSentByKind: { ...kinds, mail: (kinds['mail'] ?? 0) + by } }), [
        'messages sent: mail',
      ]);
    }
    const unsaid = Object.fromEntries(Object.entries(kinds).filter(([kind]) => kind !== 'mail'));
    assert.deepEqual(world.wrong({ messagesSentByKind: unsaid }), ['messages sent: mail']);
    assert.deepEqual(world.wrong({ messagesSentByKind: { ...kinds, rumor: 1 } }), ['messages sent: rumor']);
  });

  it('finds each part of a distribution that is off, from the tenth digit on', () => {
    const world = new World();
    const { reported } = world;
    for (const [field, name] of [
      ['convergence', 'convergence'],
      ['propagation', 'propagation'],
      ['staleness', 'staleness'],
      ['depth', 'missed'],
    ] as const)
      for (const part of PARTS) {
        const said = (factor: number) => ({
          [field]: { ...reported[field], [part]: reported[field][part] * factor },
        });
        const off = world.wrong(said(1.000_000_01)).filter((what) => what !== 'writes converged');
        assert.equal(off.length, 1, `${name} ${part}`);
        assert.match(off[0] ?? '', new RegExp(`^${name}:? ${part}`));
        assert.deepEqual(
          world
            .wrong(said(1 + 1e-13))
            .filter((what) => !what.includes('count') && what !== 'writes converged'),
          [],
        );
      }
    assert.deepEqual(world.wrong({ convergence: { ...reported.convergence, count: 1 } }), [
      'writes converged',
      'convergence: count',
    ]);
  });

  it('counts as converged what was reported so, and not what converged among the rest alone', () => {
    const world = new World();
    const { writes } = world.simulation.truth;
    const [first] = writes;
    for (const other of [{ reportedMs: undefined }, { reportedMs: NaN, isAmongRest: true }]) {
      const withOther = [...writes, { ...first, isRewritten: false, ...other }];
      assert.deepEqual(world.wrong({}, { writes: withOther }), ['writes']);
    }
  });

  it('takes a true time that differing clocks made negative for 0', () => {
    const world = new World();
    const { reported } = world;
    const { truth } = world.simulation;
    const { convergenceMs, propagationMs } = truth.times;
    const times = { convergenceMs, propagationMs: propagationMs.map(() => -1) };
    const propagation = { ...reported.propagation, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };
    assert.deepEqual(world.wrong({ propagation }, { times }), []);
  });

  it('explains what a bound explains, in its direction', () => {
    const world = new World();
    const { reported } = world;
    const explained = (what: string, said: Partial<ClusterAccount>): string[] => {
      const differences = { dropped: new Map([[what, 1]]) };
      return world
        .rows(said, { differences })
        .flatMap((row) => (row.agrees ? [] : [`${row.what}: ${row.explainedBy.join()}`]));
    };
    const times = (field: 'convergence' | 'propagation' | 'staleness' | 'depth', factor: number) => ({
      [field]: { ...reported[field], mean: reported[field].mean * factor, max: reported[field].max * factor },
    });
    assert.deepEqual(explained('key_history', times('convergence', 2)), [
      'convergence mean (ms): key_history',
      'convergence max (ms): key_history',
    ]);
    assert.deepEqual(explained('key_history', times('convergence', 0.5)), [
      'convergence mean (ms): ',
      'convergence max (ms): ',
    ]);
    const { convergence, depth } = reported;
    assert.deepEqual(explained('key_history', { convergence: { ...convergence, count: 0 } }), [
      'writes converged: ',
      'convergence: count: ',
    ]);
    const one = { ...convergence, count: convergence.count + 1 };
    assert.deepEqual(explained('key_history', { convergence: one }), [
      'writes converged: ',
      'convergence: count: ',
    ]);
    assert.deepEqual(explained('gap_entries', { depth: { ...depth, count: depth.count + 1 } }), [
      'missed: count: ',
    ]);
    assert.deepEqual(explained('key_history', times('propagation', 2)), [
      'propagation mean (ms): ',
      'propagation max (ms): ',
    ]);
    // Reads that are missing from a mean move it either way; the maximum they can only have raised.
    for (const [field, name, unit] of [
      ['staleness', 'staleness', 'ms'],
      ['depth', 'missed', 'versions'],
    ] as const) {
      assert.deepEqual(explained('read_log', times(field, 0.5)), [
        `${name} mean (${unit}): read_log`,
        `${name} max (${unit}): read_log`,
      ]);
      assert.deepEqual(explained('read_log', times(field, 2)), [
        `${name} mean (${unit}): read_log`,
        `${name} max (${unit}): `,
      ]);
      const fewer = { [field]: { ...reported[field], count: reported[field].count - 1 } };
      assert.deepEqual(explained('read_log', fewer), [`${name}: count: read_log`]);
      const more = { [field]: { ...reported[field], count: reported[field].count + 1 } };
      assert.deepEqual(explained('read_log', more), [`${name}: count: `]);
    }
    assert.deepEqual(explained('gap_entries', times('depth', 2)), [
      'missed mean (versions): gap_entries',
      'missed max (versions): gap_entries',
    ]);
    assert.deepEqual(explained('gap_entries', times('staleness', 2)), [
      'staleness mean (ms): ',
      'staleness max (ms): ',
    ]);
  });

  it('bounds the entries received, where some came without their values or clocks were apart', () => {
    const world = new World();
    const entries = { applied: 10, superseded: 4, duplicate: 3, late: 3 };
    const row = (lo: number, hi: number, clocksApart: boolean): AuditRow => {
      const all = world.rows({ entries }, { held: { entries: { lo, hi } }, clocksApart });
      return all.find(({ what }) => what === 'entries received') ?? assert.fail();
    };
    const mixed = row(18, 20, false);
    assert.deepEqual([mixed.bound, mixed.agrees, mixed.observed], [[18, 20], true, 20]);
    assert.equal(mixed.note, '2 came without some of their values, and may have had to come again');
    assert.deepEqual([row(18, 19, false).agrees, row(21, 22, false).agrees], [false, false]);
    const apart = row(21, 22, true);
    assert.deepEqual([apart.bound, apart.agrees], [[0, 22], true]);
    assert.equal(
      apart.note,
      'what comes from a clock far ahead is set aside, and counts when the clock permits it',
    );
    assert.deepEqual([row(20, 20, false).bound, row(20, 20, true).bound], [undefined, [0, 20]]);
  });
});
