/** The summary of a report: what one would post, within 40 lines of 80 columns. */

import assert from 'node:assert/strict';
import { makePaint, type Screen } from '../../../src/report/text/paint.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { renderText } from '../../../src/report/text/text.ts';
import { widthOf } from '../../../src/report/text/wrap.ts';
import { sampleReport, sampleRun } from '../sample.ts';

describe('the summary of a report', () => {
  const screen: Screen = { paint: makePaint(false), width: 80 };
  const slow = `the bench itself delayed messages: ${'use a less busy machine, '.repeat(4)}`;
  const runs = [sampleRun('normal', 1), sampleRun('partition', 40)].map((run, index) => ({
    ...run,
    availability: { share: 1, failed: 0, whileDown: 0 },
    warnings: [`${slow}${index + 1}.5 ms`],
  }));

  it('is what one would post: the answers, two charts, the audit in a line; 40 lines of 80 columns', () => {
    const text = renderText(sampleReport(runs), screen, 'summary');
    // The path of the report is the last line.
    assert.ok(text.split('\n').length <= 40 && widthOf(text) <= 80, text);
    assert.match(text, /^ writes converged: half within +25 ms +1 s$/m);
    assert.match(text, /^normal: what normal means +█ median {2}░ slowest write$/m);
    assert.match(text, /^partition: cut from 3\.3 s to 6\.7 s, n1 \| n2 n3$/m);
    assert.equal(text.match(/┤/g)?.length, text.match(/^ +\d.*┤/gm)?.length);
    assert.equal(text.match(/└/g)?.length, 2);
    assert.match(text, /^✓ what the nodes report agrees .*\(4 figures compared\)$/m);
    assert.doesNotMatch(text, /p99|audit {2}| change/);
  });

  it('has the full chart of a single run, and no charts of many', () => {
    const [one = assert.fail('no run')] = runs;
    const shown = (some: Run[]): string => renderText(sampleReport(some), screen, 'summary');
    assert.match(shown([one]), /slowest write, by when it was accepted$/m);
    const many = ['one', 'two', 'three'].map((scenario) => ({ ...one, scenario }));
    assert.doesNotMatch(shown(many), /[┤█]/);
  });

  it('counts the inconclusive figures in a line, and says where they are named', () => {
    const [one = assert.fail('no run')] = runs;
    const inconclusive = one.audit.map((row) => ({ ...row, inconclusive: true }));
    const report = sampleReport([{ ...one, audit: inconclusive }]);
    const last = renderText(report, screen, 'summary').trimEnd().split('\n').at(-1);
    assert.equal(last, '? 2 of the 2 figures of the audit are inconclusive: --full names them');
    assert.match(renderText(report, screen), /inconclusive.*messages sent, stale reads/s);
  });

  it('says once what is said of several runs in the same words, and all in the full text', () => {
    const warned = (form: 'summary' | 'full'): string[] =>
      renderText(sampleReport(runs), { ...screen, width: 400 }, form).match(/^! .*: the bench itself/gm) ??
      [];
    assert.deepEqual(warned('summary'), ['! normal (likewise partition): the bench itself']);
    assert.deepEqual(warned('full'), ['! normal: the bench itself', '! partition: the bench itself']);
  });

  it('says what is wrong, as the full text does', () => {
    const bad = { ...sampleRun('normal', 1), problems: ['3 keys lost a write'] };
    assert.match(renderText(sampleReport([bad]), screen, 'summary'), /\n✗ normal: 3 keys lost a write\n$/);
  });
});
