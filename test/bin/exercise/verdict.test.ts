/** The verdict on an exercise, from a report: each target by its figure, and a bench that was late is no fault of the node. */

import assert from 'node:assert/strict';
import { exerciseNamed } from '../../../src/bin/exercise/exercises.ts';
import { verdictOn, type ExerciseVerdict } from '../../../src/bin/exercise/verdict.ts';
import { verdictText } from '../../../src/bin/exercise/text.ts';
import { DEFAULT_SETTINGS } from '../../../src/bench/settings.ts';
import { makePaint } from '../../../src/report/text/paint.ts';
import { EMPTY_SUMMARY } from '../../../src/base/summary.ts';
import type { Report } from '../../../src/report/schema/report-schema.ts';

interface Figures {
  readonly perOperation?: number;
  readonly p50?: number;
  readonly max?: number;
  readonly problems?: readonly string[];
  readonly failed?: number;
  readonly lateMs?: number;
  readonly waitMs?: number | null;
  readonly scenario?: string;
}

/** The part of a run that verdicts look at. */
function run(figures: Figures): unknown {
  const { perOperation = 5, p50 = 100, max = 200, problems = [], failed = 0, lateMs = 0 } = figures;
  const count = { started: 10, ok: 10, errors: {} };
  return {
    ...{ scenario: figures.scenario ?? 'normal', problems, warnings: [] },
    operations: { reads: count, writes: count },
    availability: { share: 1 - failed / 10, failed, whileDown: 0 },
    broadcast: { stable: 5, stableLatencyMs: { ...EMPTY_SUMMARY, count: 5, p50, max } },
    messages: { perOperation },
    bench: { addedDelayMs: { p50: 0, p99: lateMs, max: lateMs }, nodesWaitMs: figures.waitMs ?? null },
  };
}

function verdict(id: string, runs: readonly Figures[], more: Partial<Report> = {}): ExerciseVerdict {
  const exercise = exerciseNamed(id) ?? assert.fail(id);
  const report = { runs: runs.map(run), failure: null, interrupted: false, ...more };
  return verdictOn(exercise, './my-node', report as unknown as Report);
}

const missed = ({ targets }: ExerciseVerdict): string[] =>
  targets.filter(({ isMet }) => !isMet).map(({ target }) => target);

const PLAIN = { paint: makePaint(false), width: 100 };

describe('the verdict on an exercise', () => {
  it('is passed where every figure is below its limit, and not at it', () => {
    assert.equal(verdict('3d', [{ perOperation: 29.9, p50: 399, max: 599 }]).passed, true);
    const at = verdict('3d', [{ perOperation: 30, p50: 400, max: 600 }]);
    assert.deepEqual(
      [at.passed, missed(at)],
      [
        false,
        ['messages per operation below 30', 'median latency below 400 ms', 'longest latency below 600 ms'],
      ],
    );
    assert.deepEqual(missed(verdict('3e', [{ perOperation: 20, p50: 999, max: 1_999 }])), [
      'messages per operation below 20',
    ]);
  });

  it('holds a target against every run, and tells whose figure is whose', () => {
    const both = verdict('6b', [
      { scenario: 'normal' },
      { scenario: 'partition', failed: 1, problems: ['x'] },
    ]);
    assert.deepEqual(both.targets[1]?.figures, { normal: '100 %', partition: '90.00 %' });
    assert.deepEqual([both.passed, both.reasons], [false, ['partition: x']]);
  });

  it('is not passed where the run was not made to its end', () => {
    for (const more of [{ failure: 'n0 died' }, { interrupted: true }])
      assert.equal(verdict('1', [{}], more).passed, false);
    assert.equal(verdict('1', []).passed, false);
  });

  it('ticks nothing off that was interrupted: what was to come could have shown more', () => {
    const text = (more: Partial<Report>): string =>
      verdictText(verdict('1', [{}], more), DEFAULT_SETTINGS, exerciseNamed('1') ?? assert.fail(), PLAIN);
    assert.match(text({}), /^✓ the workload is served correctly: /m);
    assert.match(text({ interrupted: true }), /^· the workload is served correctly: .* until then$/m);
  });

  it('blames a late bench for what takes time, and for nothing else', () => {
    const late = verdict('3d', [{ perOperation: 31, max: 700, lateMs: 300 }]);
    const [, messages, , longest] = late.targets;
    assert.match(longest?.inconclusive ?? '', /^the bench itself was 300 ms late/);
    assert.deepEqual([longest?.isMet, longest?.next], [false, null]);
    assert.match(messages?.next ?? '', /gather what is new/);
    assert.deepEqual([late.passed, late.inconclusive], [false, false], 'one target was missed all the same');
  });

  it('is inconclusive where only a late bench stands between the node and its targets', () => {
    for (const [id, figures] of [
      ['3d', { max: 700 }],
      ['6c', { failed: 1 }],
    ] as const) {
      const late = verdict(id, [{ ...figures, lateMs: 51 }]);
      assert.deepEqual([late.passed, late.inconclusive], [false, true], id);
      assert.equal(verdict(id, [{ ...figures, lateMs: 50 }]).inconclusive, false, id);
      assert.equal(verdict(id, [{ ...figures, lateMs: 51 }], { interrupted: true }).inconclusive, false);
    }
    const wrong = verdict('3c', [{ problems: ['lost'], lateMs: 51, waitMs: 99 }]);
    assert.equal(wrong.inconclusive, false, 'what is answered wrongly is wrong on any machine');
    for (const [waitMs, isOpen] of [
      [10.5, true],
      [10, false],
      [null, false],
    ] as const)
      assert.equal(verdict('3d', [{ max: 700, waitMs }]).inconclusive, isOpen, `${waitMs}`);
    assert.equal(verdict('3d', [{ lateMs: 51 }]).inconclusive, false, 'it has passed');
    const twice = [
      { scenario: 'normal', failed: 1 },
      { scenario: 'partition', failed: 1, lateMs: 51 },
    ];
    assert.equal(verdict('6b', twice).inconclusive, false, 'one run says it');
  });
});
