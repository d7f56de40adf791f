/** Charts out of characters: every bar, gap, mark and label where it belongs. */

import assert from 'node:assert/strict';
import { courseCharts } from '../../../src/report/text/course-chart.ts';
import { columnsOf } from '../../../src/report/text/course-columns.ts';
import { makePaint } from '../../../src/report/text/paint.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { sparkline } from '../../../src/report/text/sparkline.ts';
import { sampleRun } from '../sample.ts';

type Step = Run['timeline']['steps'][number];

function step(p50Ms: number | null, maxMs: number | null, changes: Partial<Step> = {}): Step {
  const converged = p50Ms === null ? 0 : 1;
  return {
    ...{ writes: 1, reads: 1, errors: 0, staleReads: 0, pending: 0, converged, p50Ms, maxMs },
    ...changes,
  };
}

function runWith(steps: Step[], partitions: Run['partitions'] = []): Run {
  const sample = sampleRun('normal', 1);
  const count = steps.reduce((sum, { staleReads }) => sum + (staleReads ?? 0), 0);
  const staleReads = sample.staleReads === null ? null : { ...sample.staleReads, count };
  return { ...sample, partitions, staleReads, timeline: { stepMs: 1_000, steps } };
}

const wide = { paint: makePaint(false), width: 80 };

describe('the chart of a run', () => {
  it('draws medians and maxima on powers of ten, gaps, the partition and what is counted below', () => {
    const steps = [
      ...[step(10, 10), step(31.7, 31.7), step(null, null)],
      ...[step(1_000, 10_000, { pending: 4, staleReads: 1 }), step(100, 10_000, { pending: 8 })],
      ...[step(10_000, 10_000, { pending: 2 }), step(10, 10)],
    ];
    const cut = { shape: 'halves', groups: 'n1 | n2', fromMs: 3_100, toMs: 5_900 };
    assert.deepEqual(
      courseCharts([runWith(steps, [cut])], wide)[0]?.split('\n'),
      [
        '          █ median  ░ slowest write, by when it was accepted',
        '    10 s ┤   ░░█',
        '         │   ░░█',
        '         │   ░░█',
        '     1 s ┤   █░█',
        '         │   █░█',
        '         │   █░█',
        '  100 ms ┤   ███',
        '         │ ▄ ███',
        '   10 ms └───━━━─',
        '          0 s    7 s',
        ' pending     ▄█▂  max 8',
        '   stale     █    all 1',
      ].flatMap((line) => (line.includes('▄ ███') ? [line, '         │▁█ ███▁'] : [line])),
    );
  });

  it('says where it draws fewer stale reads than the nodes counted', () => {
    const run = runWith([step(10, 10, { staleReads: 1 })]);
    assert.ok(run.staleReads !== null);
    const last = (one: Run): string => courseCharts([one], wide)[0]?.split('\n').at(-1) ?? '';
    assert.match(last({ ...run, staleReads: { ...run.staleReads, count: 1 } }), / all 1$/);
    assert.match(last({ ...run, staleReads: { ...run.staleReads, count: 11 } }), / 1 proven$/);
  });

  it('has one scale for all runs', () => {
    const [calm, slow] = courseCharts([runWith([step(20, 20)]), runWith([step(2_000, 2_000)])], wide);
    const labels = (chart = ''): string[] => chart.split('\n').map((line) => line.slice(0, 10).trim());
    assert.deepEqual(labels(calm), labels(slow));
    assert.deepEqual(
      labels(calm).filter((label) => label.includes('s')),
      ['1 s ┤', '100 ms ┤', '10 ms └'],
    );
  });

  it('marks its upper end where no power of ten is reached', () => {
    const chart = courseCharts([runWith([step(15, 30)])], wide)[0] ?? '';
    assert.deepEqual(
      chart.split('\n').flatMap((line) => line.match(/^ *[\d.]+ m?s(?= [┤└])/)?.[0].trim() ?? []),
      ['31.6 ms', '10 ms'],
    );
  });

  it('is empty where nobody saw anything converge', () => {
    assert.deepEqual(courseCharts([runWith([step(null, null)]), runWith([])], wide), ['', '']);
  });

  it('stands on what is least, be it nothing', () => {
    assert.match(courseCharts([runWith([step(0, 0), step(0, 5)])], wide)[0] ?? '', /│▁▁\n/);
  });
});

describe('the columns of a chart', () => {
  it('hold several steps where there are more than fit', () => {
    const steps = [
      step(30, 90, { converged: 3, pending: 5, staleReads: 1 }),
      ...[step(10, 10, { pending: 2, staleReads: 2 }), step(null, null), step(7, 8), step(9, 9)],
    ];
    assert.deepEqual(columnsOf({ stepMs: 100, steps }, 3), {
      columnMs: 200,
      columns: [
        { medianMs: 30, maxMs: 90, pending: 5, staleReads: 3 },
        { medianMs: 7, maxMs: 8, pending: 0, staleReads: 0 },
        { medianMs: 9, maxMs: 9, pending: 0, staleReads: 0 },
      ],
    });
  });
});

describe('a sparkline', () => {
  it('has a character for each value, and something for every value that is not nothing', () => {
    assert.equal(sparkline([0, null, 0.001, 0.125, 0.126, 0.5, 0.99, 1, 2]), '  ▁▁▂▄███');
  });
});
