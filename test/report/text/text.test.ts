/** The report as text: every figure where it belongs, changes against the first scenario, and what is wrong in plain words. */

import assert from 'node:assert/strict';
import { formatChange, formatDuration, formatNumber } from '../../../src/report/words/format.ts';
import { DEFAULT_WIDTH, makePaint, screenOf, type Screen } from '../../../src/report/text/paint.ts';
import { ReportSchema } from '../../../src/report/schema/report-schema.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { renderText } from '../../../src/report/text/text.ts';
import { passedText } from '../../../src/report/words/doubtful.ts';
import { widthOf, wrapped } from '../../../src/report/text/wrap.ts';
import { sampleReport, sampleRun } from '../sample.ts';

const times = { count: 3, mean: 2, p50: 2, p95: 3, p99: 3, max: 3 };
const plain: Screen = { paint: makePaint(false), width: DEFAULT_WIDTH };

/** The cells of the row with this label, in the tables below the charts. */
function rowOf(text: string, label: string): string[] {
  const tables = text.slice(text.indexOf(' clients\n'));
  const line = tables.split('\n').find((one) => one.trimStart().startsWith(`${label} `));
  assert.ok(line !== undefined, `no row "${label}" in\n${text}`);
  return line.trim().slice(label.length).trim().split(/ {2,}/);
}

describe('the report as text', () => {
  const text = renderText(sampleReport([sampleRun('normal', 1), sampleRun('partition', 40)]), plain);

  it('is made of a valid report', () => {
    ReportSchema.parse(sampleReport([sampleRun('normal', 1)]));
  });

  it('begins with the three answers', () => {
    const first = text.slice(0, text.indexOf('\n\nnormal: ')).split('\n').slice(-6);
    assert.deepEqual(
      first.map((line) => line.trim().replace(/ {2,}/g, ' | ')),
      [
        'normal | partition',
        'writes converged: half within | 25 ms | 1 s',
        '99 % within | 45 ms | 1.8 s',
        'the slowest within | 60 ms | 2.4 s',
        'messages per write | 4.00 | 4.00',
        'stale reads | 0 % | 10.00 %',
      ],
    );
    const silent = { ...sampleRun('normal', 1), convergenceMs: null, observedConvergenceMs: null };
    const none = { ...silent, messages: { ...silent.messages, perWrite: null }, staleReads: null };
    assert.doesNotMatch(renderText(sampleReport([none]), plain), /half within/);
  });

  it('shows three families of convergence figures at most, each explained where it stands', () => {
    const section = text.slice(text.indexOf('\n convergence\n'), text.indexOf('\n messages between nodes\n'));
    const lines = section.split('\n').map((line) => line.trim());
    const explained = lines.flatMap((line, index) =>
      line.endsWith(':') ? [`${lines[index + 1]?.split(' (')[0] ?? ''} ${line}`] : [],
    );
    assert.deepEqual(explained, [
      'convergence from acceptance until the last replica held it:',
      'confirmed until the origin knew of all, on its clock alone:',
      'propagation until a replica applied it, for each replica:',
    ]);
    assert.equal(lines.filter((line) => line.includes(' p50 ')).length, 3);
    const spread = { stableLatencyMs: times, seenEverywhereMs: times };
    const broadcast = { ...sampleRun('normal', 1), broadcast: spread as unknown as Run['broadcast'] };
    const other = renderText(sampleReport([broadcast]), plain);
    for (const family of ['convergence', 'stable latency', 'seen everywhere'])
      assert.match(other, new RegExp(`^ +${family} \\(ms.*\\) p50 `, 'm'));
    assert.doesNotMatch(other, /^ +(confirmed|propagation) \(/m);
  });

  it('puts each scenario beside the first, with the change', () => {
    assert.deepEqual(rowOf(text, 'convergence (ms) p99'), ['45.0', '1,800', '×40.0']);
    assert.deepEqual(rowOf(text, 'messages per write'), ['4.00', '4.00', '=']);
    assert.deepEqual(rowOf(text, 'mail per write'), ['3.00', '3.00', '=']);
    assert.deepEqual(rowOf(text, 'ack bytes per write'), ['200', '200', '=']);
    assert.deepEqual(rowOf(text, 'stale reads'), ['0', '5', '+5']);
    assert.deepEqual(rowOf(text, 'share of reads'), ['0 %', '10.00 %', '+10.00 pp']);
    assert.deepEqual(rowOf(text, 'age (ms) p50'), ['–', '250']);
    assert.deepEqual(rowOf(text, 'timeout'), ['1', '1', '=']);
    assert.deepEqual(rowOf(text, '200 – 500 ms'), ['0 %', '0 % … 9 %', '7.50 %', '3 % … 20 %']);
    assert.doesNotMatch(text, /100 – 200 ms/);
    assert.match(text, /20 reads at times with fewer than 20 are left out/);
  });

  it('shows the audit with its bounds', () => {
    assert.deepEqual(rowOf(text, 'messages sent'), ['200', '200', '✓', '200', '200', '✓']);
    assert.match(text, /stale reads +5 +5 … 6 \[1\] +✓/);
    assert.match(text, /\[1\] overlaps/);
    assert.match(text, /✓ what the nodes report agrees/);
  });

  it('leaves out what no run has', () => {
    assert.ok(!text.includes('stable latency'));
    const unseen = { convergenceMs: null, observedConvergenceMs: null };
    const stranger = { ...sampleRun('normal', 1), ...unseen, audit: [], redundancy: null };
    const other = renderText(sampleReport([stranger]), plain);
    assert.ok(
      !other.includes('convergence (ms)') && !other.includes('audit') && !other.includes('redundancy'),
    );
    assert.match(other, /✓ every check passed; the nodes report nothing/);
  });

  it('claims no agreement of figures whose bound is too wide, and names them', () => {
    const run = sampleRun('normal', 1);
    const audit = run.audit.map((row) => ({ ...row, inconclusive: row.bound !== null }));
    const other = renderText(sampleReport([{ ...run, audit }]), plain);
    assert.match(other, /stale reads +5 +5 … 6 \[1\] +\?\n +\? inconclusive: the bound/);
    assert.match(other, /\? 1 of the 2 figures of the audit is inconclusive.*:\s+stale reads;/s);
    assert.ok(!other.includes('✓ what the nodes report agrees'));
  });

  it('has no tick where Maelstrom alone would find nothing wrong', () => {
    const warnings = [passedText('n2 answered requests again, once')];
    const run = { ...sampleRun('normal', 1), audit: [], convergenceMs: null, warnings };
    const other = renderText(sampleReport([run]), plain);
    assert.match(other, /! Maelstrom would call this valid/);
    assert.ok(!other.includes('✓ every check'));
  });

  it('says what is wrong, and then no tick', () => {
    const bad = { ...sampleRun('normal', 1), problems: ['3 keys lost a write'], warnings: ['slow'] };
    const other = renderText(sampleReport([bad]), plain);
    assert.match(other, /✗ normal: 3 keys lost a write\n! normal: slow\n$/);
  });

  it('names the strategy that a remark is on', () => {
    const slow = { ...sampleRun('normal', 1), warnings: ['slow'], problems: ['wrong'] };
    const runs = [sampleRun('normal', 1), slow].map((run, index) => ({
      ...run,
      point: { strategy: index === 0 ? 'relay' : 'plumtree' },
    }));
    const { settings, ...report } = sampleReport(runs);
    const compared = { ...settings, strategy: 'relay,plumtree', scenarios: ['normal'] };
    const other = renderText({ ...report, settings: compared }, plain);
    assert.match(other, /✗ plumtree: wrong\n! plumtree: slow\n$/);
  });

  it('gives the median and the range of what ran several times, and the seed with each remark', () => {
    const runs = [1, 3, 2].map((scale, index) => ({
      ...sampleRun('normal', scale),
      ...{ seed: 7 + index, warnings: scale === 3 ? ['slow'] : [] },
    }));
    const other = renderText(sampleReport(runs), plain);
    assert.match(other, /^ +convergence p99 \(ms\) +90\.0 +45\.0 … 135$/m);
    assert.match(other, /^! normal, seed 8: slow$/m);
  });

  it('has no tick where it was interrupted', () => {
    const report = { ...sampleReport([{ ...sampleRun('normal', 1), interrupted: true }]), interrupted: true };
    const other = renderText(report, plain);
    assert.match(other, /\n! interrupted: the figures are of what had been measured until then\n$/);
  });

  it('names the strategy as the nodes do, or else as they were told', () => {
    const first = (strategy: string | null, told: string | null, preset: string | null = null): string => {
      const report = sampleReport([{ ...sampleRun('normal', 1), strategy }]);
      const text = renderText({ ...report, settings: { ...report.settings, strategy: told, preset } }, plain);
      return text.slice(0, text.indexOf(', workload'));
    };
    assert.equal(first('direct-mail', null), '3 × gossipscope node (direct-mail)');
    assert.equal(first('relay', null, 'relay-fast'), '3 × gossipscope node (relay, relay-fast)');
    assert.equal(first(null, 'plumtree'), '3 × gossipscope node (plumtree)');
    assert.equal(first(null, null), '3 × gossipscope node');
  });

  it('calls requests what neither reads nor writes, and compares no noughts', () => {
    const run = sampleRun('normal', 1);
    const [first = assert.fail('no row')] = run.audit;
    const audit = [first, { ...first, what: 'reads', reported: 0, observed: 0 }];
    const none = { ...run, convergenceMs: { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 }, audit };
    const report = sampleReport([none]);
    const echo = renderText({ ...report, settings: { ...report.settings, workload: 'echo' } }, plain);
    assert.deepEqual(rowOf(echo, 'requests'), ['50']);
    assert.doesNotMatch(echo, /^ +(reads|writes) +\d/m);
    assert.match(echo, /^ +messages sent +200 +200 +✓$/m);
    assert.doesNotMatch(echo, /interpolated/);
    assert.match(renderText(report, plain), /^ +reads +0 +0 +✓$/m);
  });

  it('is empty without a finished scenario', () => {
    assert.equal(renderText({ ...sampleReport([]), failure: 'node n1 died' }, plain), '');
  });

  it('has colours only when asked for', () => {
    const report = sampleReport([sampleRun('normal', 1)]);
    assert.ok(!renderText(report, plain).includes('\x1b'));
    assert.ok(renderText(report, { ...plain, paint: makePaint(true) }).includes('\x1b'));
  });
});

describe('the width of the report', () => {
  const runs = ['normal', 'partition', 'flapping', 'lossy'].map((name, index) =>
    sampleRun(name, 1 + 39 * index),
  );
  const bad = { ...sampleRun('bad', 2), problems: [`something is wrong: ${'and so on '.repeat(30)}`] };
  const reports = { one: [bad], two: runs.slice(0, 2), four: runs };

  for (const [name, some] of Object.entries(reports)) {
    for (const width of [30, 60, 100]) {
      it(`is not exceeded by ${name} in ${width} columns`, () => {
        const text = renderText(sampleReport(some), { paint: makePaint(true), width });
        assert.ok(widthOf(text) <= width, text);
        for (const { scenario } of some) assert.match(text, new RegExp(scenario));
      });
    }
  }

  it('tears no row: what has no room stands above its values', () => {
    const [first = assert.fail('no row'), second = assert.fail('no row')] = bad.audit;
    const large = { ...first, what: 'messages sent: feedback', reported: 281_093, observed: 281_093 };
    const report = sampleReport([{ ...bad, audit: [large, second] }]);
    const at = (width: number): string => renderText(report, { ...plain, width });
    assert.match(at(60), /^ +messages sent: feedback +281,093 +281,093 +✓$/m);
    assert.match(
      at(40),
      /^ +messages sent: feedback\n +281,093 +281,093 +✓\n +stale reads +5 +5 … 6 \[1\] +✓$/m,
    );
    assert.match(at(20), /^ +messages sent:\n +feedback\n +bad 281,093\n +observed 281,093\n +✓\n/m);
    assert.match(at(36), /^ clients\n +writes +50$/m);
    assert.match(at(36), /^ +busiest node's share of messages\n +50\.00 %$/m);
  });

  it('decides whether changes have room, and how many scenarios stand side by side', () => {
    const headsAt = (width: number): string[] =>
      renderText(sampleReport(runs), { ...plain, width })
        .split('\n')
        .filter((line) => /^ {20,}normal/.test(line))
        .map((line) => line.trim().replace(/ +/g, ' '));
    assert.equal(headsAt(130)[1], 'normal partition change flapping change lossy change');
    assert.equal(headsAt(100)[1], 'normal partition flapping lossy');
    assert.equal(headsAt(60)[1], 'normal partition');
  });

  it('is that of the terminal, of COLUMNS, or else one that fits most', () => {
    const widths = [
      screenOf({ isTTY: true, columns: 120 }, { COLUMNS: '70' }),
      screenOf({ isTTY: true, columns: 0 }, { COLUMNS: '70' }),
      screenOf({}, { COLUMNS: 'wide' }),
      screenOf({ columns: 1 }, {}),
    ].map(({ width }) => width);
    assert.deepEqual(widths, [120, 70, DEFAULT_WIDTH, 20]);
  });

  it('has colours on a terminal that can, unless the user objects', () => {
    const painted = [{}, { NO_COLOR: '1' }, { TERM: 'dumb' }].map((env) =>
      screenOf({ isTTY: true }, env).paint.red('!'),
    );
    assert.deepEqual(painted, ['\x1b[31m!\x1b[39m', '!', '!']);
    assert.equal(screenOf({}, {}).paint.red('!'), '!');
  });

  it('breaks sentences where their words end, and further lines stand in', () => {
    assert.equal(wrapped('! a long sentence here', 12, '  '), '! a long\n  sentence\n  here');
    assert.equal(wrapped('  [1] a note of words', 14, '      '), '  [1] a\n      note of\n      words');
    assert.equal(wrapped('short\n\n  as it is', 12), 'short\n\n  as it is');
    const red = makePaint(true).red;
    assert.equal(wrapped(`  ${red('one two')}`, 6), `  ${red('one')}\n  ${red('two')}`);
  });
});

describe('numbers', () => {
  it('show as many digits as they bear', () => {
    const ms = [0, 0.0312, 0.5, 3.14159, 42.42, 1234.5].map((value) => formatNumber(value, 'ms'));
    assert.deepEqual(ms, ['0', '0.031', '0.50', '3.14', '42.4', '1,235']);
    // Rounded up, the digits are those of the number that it became.
    const ratios = [0.0996, 9.996, 99.97].map((value) => formatNumber(value, 'ratio'));
    assert.deepEqual(ratios, ['0.10', '10.0', '100']);
    assert.equal(formatNumber(1234567, 'count'), '1,234,567');
    assert.equal(formatNumber(0.0123, 'share'), '1.23 %');
    const shares = [0, 0.00001, 0.9999, 0.99999, 1].map((value) => formatNumber(value, 'share'));
    assert.deepEqual(shares, ['0 %', '0.001 %', '99.99 %', '99.999 %', '100 %']);
    assert.equal(formatNumber(null, 'ms'), '–');
  });

  it('of time take the unit that suits them', () => {
    assert.deepEqual([0, 0.5, 32.25, 999.6, 1_000, 2_345, 120_000].map(formatDuration), [
      ...['0 ms', '0.5 ms', '32.3 ms', '1 s', '1 s', '2.35 s', '120 s'],
    ]);
  });

  it('change by percents, factors or differences', () => {
    assert.equal(formatChange(100, 112, 'ms'), '+12 %');
    assert.equal(formatChange(100, 70, 'ms'), '−30 %');
    assert.equal(formatChange(100, 100.1, 'ms'), '≈');
    assert.equal(formatChange(10, 84, 'ms'), '×8.40');
    assert.equal(formatChange(0, 3, 'count'), '+3');
    assert.equal(formatChange(0.5, 0.25, 'share'), '−25.00 pp');
    assert.equal(formatChange(null, 3, 'count'), '');
  });
});
