/** The report as text: every figure where it belongs, changes against the first scenario, and what is wrong in plain words. */

import assert from 'node:assert/strict';
import { formatChange, formatNumber } from '../../src/report/format.ts';
import { makePaint } from '../../src/report/paint.ts';
import { ReportSchema } from '../../src/report/schema.ts';
import { renderText } from '../../src/report/text.ts';
import { sampleReport, sampleRun } from './sample.ts';

const plain = makePaint(false);

/** The cells of the table's row with this label. */
function rowOf(text: string, label: string): string[] {
  const line = text.split('\n').find((one) => one.trimStart().startsWith(`${label} `));
  assert.ok(line !== undefined, `no row "${label}" in\n${text}`);
  return line.trim().slice(label.length).trim().split(/ {2,}/);
}

describe('the report as text', () => {
  const text = renderText(sampleReport([sampleRun('normal', 1), sampleRun('partition', 40)]), plain);

  it('is made of a valid report', () => {
    ReportSchema.parse(sampleReport([sampleRun('normal', 1)]));
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
    assert.deepEqual(rowOf(text, '100 – 200 ms'), ['0 %', 'of 10', '20.00 %', 'of 10']);
  });

  it('shows the audit with its bounds', () => {
    assert.deepEqual(rowOf(text, 'messages sent'), ['200', '200', '✓', '200', '200', '✓']);
    assert.match(text, /stale reads +5 +5 … 6 \[1\] +✓/);
    assert.match(text, /\[1\] overlaps/);
    assert.match(text, /✓ what the nodes report agrees/);
  });

  it('leaves out what no run has', () => {
    assert.ok(!text.includes('stable latency'));
    const stranger = { ...sampleRun('normal', 1), convergenceMs: null, audit: [], redundancy: null };
    const other = renderText(sampleReport([stranger]), plain);
    assert.ok(
      !other.includes('convergence (ms)') && !other.includes('audit') && !other.includes('redundancy'),
    );
    assert.match(other, /✓ every check passed; the nodes report nothing/);
  });

  it('says what is wrong, and then no tick', () => {
    const bad = { ...sampleRun('normal', 1), problems: ['3 keys lost a write'], warnings: ['slow'] };
    const other = renderText(sampleReport([bad]), plain);
    assert.match(other, /✗ normal: 3 keys lost a write\n! normal: slow\n$/);
  });

  it('is empty without a finished scenario', () => {
    assert.equal(renderText({ ...sampleReport([]), failure: 'node n1 died' }, plain), '');
  });

  it('has colours only when asked for', () => {
    const report = sampleReport([sampleRun('normal', 1)]);
    assert.ok(!renderText(report, plain).includes('\x1b'));
    assert.ok(renderText(report, makePaint(true)).includes('\x1b'));
  });
});

describe('numbers', () => {
  it('show as many digits as they bear', () => {
    const ms = [0, 0.0312, 0.5, 3.14159, 42.42, 1234.5].map((value) => formatNumber(value, 'ms'));
    assert.deepEqual(ms, ['0', '0.031', '0.50', '3.14', '42.4', '1,235']);
    assert.equal(formatNumber(1234567, 'count'), '1,234,567');
    assert.equal(formatNumber(0.0123, 'share'), '1.23 %');
    assert.equal(formatNumber(null, 'ms'), '–');
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
