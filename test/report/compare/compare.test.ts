/** What changed between reports: medians over repeats, what is sure and what is noise, what breaks a threshold, and older reports. */

import assert from 'node:assert/strict';
import { compareReports, type Change, type Comparison } from '../../../src/report/compare/compare.ts';
import { renderMarkdown } from '../../../src/report/compare/compare-text.ts';
import { pastReport } from '../../../src/report/compare/past-report.ts';
import { isBroken, isHeld, thresholdIn } from '../../../src/report/compare/threshold.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { sampleReport, sampleRun } from '../sample.ts';

/** Runs whose convergence is so many times that of the sample. */
const runs = (scales: readonly number[], change: (run: Run) => Run = (run) => run): Run[] =>
  scales.map((scale, index) => {
    const observedConvergenceMs = sampleRun('normal', scale).observedConvergenceMs;
    return change({ ...sampleRun('normal', 1), observedConvergenceMs, seed: 1 + index });
  });

const read = (path: string, some: readonly Run[]) =>
  pastReport(path, JSON.parse(JSON.stringify(sampleReport([...some]))));

function without(object: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function changeIn({ changes }: Comparison, measure: string): Change {
  const found = changes.find((one) => one.measure === measure);
  assert.ok(found !== undefined, measure);
  return found;
}

const between = (a: readonly Run[], b: readonly Run[]): Comparison =>
  compareReports(read('a', a), read('b', b));
const NO_VERDICT = { broken: [], unheld: [] };
const breaks = (text: string, change: Change): boolean =>
  isBroken(
    thresholdIn(text, (duration) => Number(duration.replace('ms', ''))),
    change,
  );

describe('a comparison', () => {
  it('tells a change from noise by the repeats', () => {
    const noisy = [1, 1.4, 0.8, 1.2, 0.9];
    const worse = changeIn(between(runs(noisy), runs(noisy.map((scale) => scale * 1.5))), 'convergence.p99');
    assert.deepEqual([worse.sure, worse.verdict], ['yes', 'worse']);
    const others = runs([1.3, 0.9, 1.1, 0.8, 1.25]);
    assert.equal(changeIn(between(runs(noisy), others), 'convergence.p99').sure, 'no');
    assert.equal(changeIn(between(runs([1]), runs([2])), 'convergence.p99').sure, 'unknown');
  });

  it('breaks a threshold by what is sure, or by single runs, and not by noise', () => {
    const by = (a: number[], b: number[]): Change => changeIn(between(runs(a), runs(b)), 'convergence.p99');
    assert.ok(breaks('convergence.p99>+10%', by([1, 1.01, 1.02], [1.2, 1.21, 1.22])));
    assert.ok(!breaks('convergence.p99>+25%', by([1, 1.01, 1.02], [1.2, 1.21, 1.22])));
    assert.ok(breaks('convergence.p99>+10%', by([1], [1.2])));
    assert.ok(!breaks('convergence.p99>+10%', by([1, 3, 0.5], [1.2, 0.4, 3.5])));
    assert.ok(breaks('convergence.p99>+5ms', by([1], [1.2])));
    assert.ok(breaks('convergence.p99>50ms', by([1], [1.2])));
    assert.ok(!breaks('convergence.p99>60ms', by([1], [1.2])));
    assert.ok(breaks('convergence.p99<-10%', by([1], [0.8])));
    assert.ok(!breaks('messages>+10%', by([1], [1.2])), 'another figure');
  });

  it('is not broken by a change of exactly a threshold, however it is rounded', () => {
    const of = (perWrite: number): Change => {
      const having = (value: number) =>
        runs([1], (run) => ({ ...run, messages: { ...run.messages, perWrite: value } }));
      return changeIn(between(having(2.9), having(perWrite)), 'messages.perWrite');
    };
    for (const text of ['messages>+10%', 'messages>+0.29', 'messages<+10%', 'messages<+0.29'])
      assert.ok(!breaks(text, of(3.19)), text);
    assert.ok(!breaks('messages>+2', of(4.9)));
    for (const text of ['messages>+9.999%', 'messages>+0.28999', 'messages<+10.001%'])
      assert.ok(breaks(text, of(3.19)), text);
    assert.ok(breaks('messages<-9.999%', of(2.61)) && !breaks('messages<-10%', of(2.61)));
  });

  it('refuses a threshold that nothing could break', () => {
    const wrong = [
      'stale>1',
      'stale>100%',
      'stale>150%',
      'stale>+2',
      'throughput<-100%',
      'messages>+%',
      'stale>%',
    ];
    for (const text of wrong) assert.throws(() => thresholdIn(text, Number), RangeError, text);
    for (const text of ['stale>+150%', 'stale<100%', 'throughput<-99%', 'stale>+0.5', 'messages>-100%'])
      assert.ok(thresholdIn(text, Number), text);
  });

  it('says that a report was interrupted', () => {
    const whole = sampleReport(runs([1]));
    const [before, after] = [whole, { ...whole, interrupted: true }].map((one, index) =>
      pastReport(`${index}.json`, JSON.parse(JSON.stringify(one))),
    );
    assert.ok(before !== undefined && after !== undefined);
    const text = (one: Comparison): string => renderMarkdown([one], NO_VERDICT);
    assert.match(text(compareReports(before, after)), /⚠ 1\.json was interrupted: its figures are of what/);
    assert.doesNotMatch(text(compareReports(before, before)), /interrupted/);
  });

  it('counts a figure that is gone as worse than any threshold', () => {
    const gone = between(
      runs([1], (run) => ({ ...run, healingMs: 300 })),
      runs([1]),
    );
    const change = changeIn(gone, 'cut.healing');
    assert.equal(change.verdict, 'worse');
    assert.ok(breaks('cut.healing>+1000%', change));
  });

  it('takes it for better that no stale read is left whose age could be told', () => {
    const withAges = (count: number) => (run: Run) => {
      const known = run.staleReads ?? assert.fail();
      const ageMs = { ...(run.observedConvergenceMs ?? assert.fail()), count };
      return { ...run, staleReads: { ...known, share: count / 100, ageMs } };
    };
    const gone = between(runs([1], withAges(3)), runs([1], withAges(0)));
    const change = changeIn(gone, 'stale.age');
    assert.equal(change.verdict, 'better');
    assert.ok(!breaks('stale.age>+10%', change));
    assert.ok(!breaks('stale.age>1ms', change));
  });

  it('knows of a threshold whether there was anything to hold it to', () => {
    const isHeldBy = (text: string, { changes }: Comparison): boolean =>
      isHeld(thresholdIn(text, parseFloat), changes);
    const healed = (run: Run): Run => ({ ...run, healingMs: 300 });
    assert.ok(isHeldBy('convergence.p99>+10%', between(runs([1]), runs([1]))));
    assert.ok(!isHeldBy('cut.healing>+10%', between(runs([1]), runs([1]))), 'neither has a cut');
    assert.ok(!isHeldBy('cut.healing>+10%', between(runs([1]), runs([1], healed))), 'nothing before');
    assert.ok(isHeldBy('cut.healing>1s', between(runs([1]), runs([1], healed))), 'a bound needs no before');
  });

  it('matches runs by their points, whatever their order, and names what only one has', () => {
    const at = (fanout: string, loss: string) => (run: Run) => ({ ...run, point: { fanout, loss } });
    const turned = (run: Run): Run => ({ ...run, point: { loss: '1%', fanout: '2' } });
    const { changes, unmatched } = between(
      [...runs([1], at('2', '1%')), ...runs([1], at('3', '1%'))],
      runs([2], turned),
    );
    assert.equal(changes.find(({ measure }) => measure === 'convergence.p99')?.after?.median, 90);
    assert.deepEqual(unmatched, ['a alone has normal at fanout 3, loss 1%']);
  });

  it('reads reports of the version before, whose runs do not say their point', () => {
    const report = sampleReport(runs([1, 2]));
    const old = {
      ...without(report, 'repeats'),
      ...{
        schemaVersion: 1,
        settings: { ...report.settings, strategy: 'relay,plumtree', scenarios: ['normal'] },
      },
      runs: report.runs.map((run) => without(run, 'seed', 'point', 'healingMs')),
    };
    const points = pastReport('old', old).runs.map(({ point, seed, healingMs }) => ({
      point,
      seed,
      healingMs,
    }));
    assert.deepEqual(points, [
      { point: { strategy: 'relay' }, seed: 1, healingMs: null },
      { point: { strategy: 'plumtree' }, seed: 1, healingMs: null },
    ]);
    const swept = { ...old, sweep: { flag: 'fanout', values: ['2', '3'] } };
    assert.deepEqual(pastReport('old', swept).runs[1]?.point, { fanout: '3' });
  });

  it('refuses what it cannot read, and says what that is', () => {
    assert.throws(() => pastReport('x.json', {}), /x\.json is no report of gossipscope/);
    assert.throws(
      () => pastReport('x.json', { schemaVersion: 99 }),
      /its schema is version 99; this gossipscope reads 1 and 2/,
    );
    assert.throws(() => pastReport('x.json', sampleReport([])), /it has no run to compare/);
    const edited = (change: object) => sampleReport(runs([1], (run) => ({ ...run, ...change })));
    const { messages } = sampleRun('normal', 1);
    const unread =
      /^RangeError: x\.json: no messages\.perWrite can be read from runs\[0\], normal with seed 1/;
    assert.throws(() => pastReport('x.json', edited({ messages: { ...messages, perWrite: '3' } })), unread);
    assert.throws(
      () => pastReport('x.json', edited({ staleReads: { share: 0 } })),
      /no stale\.age can be read/,
    );
    const noDuration = (): number => NaN;
    assert.throws(() => thresholdIn('convergence.p99', noDuration), /Give a figure and what it may not pass/);
    assert.throws(() => thresholdIn('speed>+10%', noDuration), /There is no figure speed/);
    assert.throws(() => thresholdIn('messages>10%', noDuration), /is no change of messages\.perWrite/);
  });

  it('warns where one report is of real processes and the other of virtual time', () => {
    const real = sampleReport([sampleRun('normal', 1)]);
    const compared = (...reports: readonly object[]): string => {
      const [before, after] = reports.map((one, index) => pastReport(`${index}.json`, one));
      assert.ok(before !== undefined && after !== undefined);
      return renderMarkdown([compareReports(before, after)], NO_VERDICT);
    };
    assert.match(compared(real, { ...real, replay: 'gossipscope simulate' }), /the other of virtual time/);
    assert.doesNotMatch(compared(real, real), /virtual time/);
  });

  it('writes Markdown that nothing in a report can break', () => {
    const hostile = (run: Run): Run => ({ ...run, scenario: 'a|b\n<img src=x>', problems: ['`x` [y](z)'] });
    const text = renderMarkdown([between(runs([1], hostile), runs([2], hostile))], NO_VERDICT);
    assert.doesNotMatch(text, /(?<!\\)<img|[^\\]\[y/);
    const [table = ''] = /^\| a[^]*?\n\n/m.exec(text) ?? [];
    for (const line of table.trim().split('\n')) assert.equal(line.match(/(?<!\\)\|/g)?.length, 6, line);
  });
});
