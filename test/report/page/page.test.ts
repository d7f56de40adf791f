/** The report page as text: what it says, what it says where there is nothing, and that nothing in a report can become HTML. */

import assert from 'node:assert/strict';
import { renderBenchPage, renderSimulationPage } from '../../../src/report/page/page.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import type { Report } from '../../../src/report/schema/report-schema.ts';
import { bigSweep, broadcastRun, HOSTILE, hostileReport, strangerRun } from './page-samples.ts';
import { sectionOf, textOf } from './page-text.ts';
import { sampleReport, sampleRun } from '../sample.ts';

const both = (): Run[] => [sampleRun('normal', 1), sampleRun('partition', 40)];
const pageOf = (report: Report): string => renderBenchPage(report, 'gossipscope bench --seed 1');

describe('the report page', () => {
  const page = pageOf(sampleReport(both()));

  it('begins with what was run, whether it converged, and the three answers side by side', () => {
    const text = textOf(page);
    assert.match(text, /3 replicas: normal and partition/);
    assert.match(
      text,
      /Processes on a simulated network, in real time: workload kv, 10 operations a second for 10 s, 50 % reads, 10 keys \(uniform\)\./,
    );
    assert.match(
      text,
      /Converged: in the end of both runs all 3 replicas held every write, and none was lost\./,
    );
    assert.match(text, /agrees with what the bench saw from outside, in all 4 figures/);
    const answers = text.slice(
      text.indexOf('How long until all agreed?'),
      text.indexOf('How convergence is'),
    );
    assert.match(answers, /normal 25 ms median 45 ms 99 % within .* partition 1 s median ×40\.0/);
    assert.match(
      answers,
      /How many messages per write\? normal 4\.00 messages .* partition 4\.00 messages the same/,
    );
    assert.match(
      answers,
      /How often were reads stale\? normal 0 % .* partition 10\.00 % of all reads \+10\.00 pp/,
    );
  });

  it('has every section, in order, each with its chart or table', () => {
    const ids = [...page.matchAll(/<section id="([\w-]+)"/g)].map((match) => match[1]);
    const expected = 'distribution timeline visibility messages trade-off slowest audit settings';
    assert.deepEqual(ids, expected.split(' '));
    for (const id of ['distribution', 'timeline', 'visibility', 'messages', 'trade-off', 'slowest'])
      assert.match(page.slice(page.indexOf(`<section id="${id}"`)), /^.*?role="img" aria-label="[^"]{40,}"/s);
    assert.match(sectionOf(page, 'slowest'), /Trace 0af7651916cd43dd8448eb211c80319c/);
    assert.match(sectionOf(page, 'audit'), /stale reads 5 5 … 6 1 ✓ yes/);
    assert.match(sectionOf(page, 'settings'), /gossipscope bench --seed 1/);
  });

  it('is the same for the same report, byte for byte', () => {
    assert.equal(pageOf(sampleReport(both())), page);
  });

  it('has no id twice, and no colour that would not follow the theme', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length);
    const drawings = page.replace(/<defs ?>.*?<\/defs>/gs, '');
    assert.deepEqual(drawings.match(/ (fill|stroke)="(?!none|var\(|transparent)[^"]*"/g) ?? [], []);
  });

  it('names what is wrong, what is doubtful, and what ended early', () => {
    const bad = { ...sampleRun('normal', 1), problems: ['3 keys lost a write'], warnings: ['slow machine'] };
    const wrong = textOf(pageOf(sampleReport([bad])));
    assert.match(
      wrong,
      /✗ Converged, but not sound: 1 check failed\. What is wrong normal: 3 keys lost a write/,
    );
    assert.match(wrong, /! 1 warning: what makes the numbers doubtful normal: slow machine/);
    const pending = { ...sampleRun('normal', 1), pendingAtEnd: 2, problems: ['2 writes are pending'] };
    assert.match(textOf(pageOf(sampleReport([pending]))), /✗ Not converged: 1 check failed\./);
    const interrupted = {
      ...sampleReport([{ ...sampleRun('normal', 1), interrupted: true }]),
      interrupted: true,
    };
    assert.match(textOf(pageOf(interrupted)), /! Not judged: the run was interrupted\..* nothing was judged/);
    const failed = { ...sampleReport([]), failure: 'node n1 died' };
    assert.match(textOf(pageOf(failed)), /✗ It ended early: a node failed\. Failure: node n1 died/);
    assert.ok(!pageOf(failed).includes('<section id="distribution"'));
  });

  it('says in words why a section has nothing to show', () => {
    const stranger = pageOf(sampleReport([strangerRun()]));
    assert.match(sectionOf(stranger, 'distribution'), /There is no curve/);
    assert.match(sectionOf(stranger, 'visibility'), /not known/);
    assert.match(sectionOf(stranger, 'trade-off'), /no run has both/);
    assert.match(sectionOf(stranger, 'slowest'), /No write is known together with its way/);
    assert.match(sectionOf(stranger, 'audit'), /the nodes report nothing of themselves/);
    assert.match(sectionOf(pageOf(sampleReport([broadcastRun()])), 'messages'), /sent each other nothing/);
  });

  it('lets nothing of a report become HTML', () => {
    const hostile = renderBenchPage(hostileReport(), HOSTILE);
    assert.equal(hostile.match(/<script/g)?.length, 1);
    assert.ok(!/<(img|b)\b/.test(hostile) && !hostile.includes('" onload='));
    assert.match(hostile, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.ok(!hostile.includes('\u0000'));
  });
});

describe('the report page of a simulation', () => {
  const page = renderSimulationPage(bigSweep());

  it('has the command that gives it again, and a bounded size whatever was swept', () => {
    assert.match(textOf(page), /fanout 1 … 120/);
    assert.match(sectionOf(page, 'settings'), /gossipscope simulate --sweep fanout=1\.\.120 --seed 1/);
    assert.doesNotMatch(sectionOf(page, 'settings'), /--config/, 'it would run the first point alone');
    assert.match(sectionOf(page, 'timeline'), /and 112 more runs in report\.json/);
    assert.ok(page.length < 2_500_000, `${page.length} bytes`);
  });

  it('draws the latest arrivals of a big tree with their ways, and counts the others', () => {
    const waterfall = textOf(page, '<div class="waterfall">', '</table>');
    assert.match(
      waterfall,
      / n4 n1 .* n12 n4 .* n37 n12 .* n111 n37 .* n334 n111 332 ms 352 ms 5 n1001 n334 999 ms 1\.02 s 6/,
    );
    const omitted = [...waterfall.matchAll(/and (\d+) more/g)].map((match) => Number(match[1]));
    assert.equal(
      omitted.reduce((sum, count) => sum + count, 0),
      1000 - 30,
    );
  });

  it('puts Serf’s estimate and the literature beside what was measured', () => {
    const text = sectionOf(page, 'trade-off');
    assert.match(text, /Serf’s estimate/);
    assert.match(text, /Demers et al\., k = 1 1\.70 18\.00 %/);
    assert.match(text, /a spanning tree \(theory\) 0/);
  });
});
