/** The report page, read as a person reads it: what it says, what it says where there is nothing, and that no text becomes HTML. */

import assert from 'node:assert/strict';
import type { HTMLElement } from 'node-html-parser';
import { renderBenchPage, renderSimulationPage } from '../../../src/report/page/page.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import type { Report } from '../../../src/report/schema/report-schema.ts';
import { bigSweep, broadcastRun, HOSTILE, hostileReport, strangerRun } from './page-samples.ts';
import { allWords, answersTo, one, parsePage, rowsOf, sectionOf, wordsOf } from './read-page.ts';
import { sampleReport, sampleRun } from '../sample.ts';

const both = (): Run[] => [sampleRun('normal', 1), sampleRun('partition', 40)];
const htmlOf = (report: Report): string => renderBenchPage(report, 'gossipscope bench --seed 1');
const pageOf = (report: Report): HTMLElement => parsePage(htmlOf(report));
const sectionIds = (page: HTMLElement): string[] =>
  page.querySelectorAll('main > section').map(({ id }) => id);

describe('the report page', () => {
  const html = htmlOf(sampleReport(both()));
  const page = parsePage(html);

  it('begins with what was run and whether it converged', () => {
    assert.equal(wordsOf(one(page, 'h1')), '3 replicas: normal and partition');
    const [what] = allWords(page, '.lead');
    assert.match(
      what ?? '',
      /^Processes on a simulated network, in real time: workload kv, 10 operations a second/,
    );
    assert.deepEqual(allWords(page, '.verdict.good p'), [
      '✓ Converged: in the end of both runs all 3 replicas held every write, and none was lost.',
      'What the nodes report agrees with what the bench saw from outside, in all 4 figures of the audit.',
    ]);
  });

  it('gives the three answers, one run beside the other', () => {
    const convergence = answersTo(page, 'How long until all agreed?');
    assert.deepEqual(convergence['normal']?.slice(0, 2), ['25 ms median', '45 ms 99 % within']);
    assert.equal(convergence['partition']?.[0], '1 s median ×40.0 against normal');
    const overhead = answersTo(page, 'How many messages per write?');
    assert.equal(overhead['normal']?.[0], '4.00 messages');
    assert.equal(overhead['partition']?.[0], '4.00 messages the same against normal');
    const staleness = answersTo(page, 'How often were reads stale?');
    assert.equal(staleness['normal']?.[0], '0 % of all reads');
    assert.equal(staleness['partition']?.[0], '10.00 % of all reads +10.00 pp against normal');
  });

  it('has every section, in order, each with its chart or table', () => {
    const drawn = ['distribution', 'timeline', 'visibility', 'messages', 'trade-off', 'slowest'];
    assert.deepEqual(sectionIds(page), [...drawn, 'audit', 'settings']);
    for (const id of drawn) {
      const [chart] = page.querySelectorAll(`#${id} [role=img]`);
      const description = chart?.getAttribute('aria-label') ?? '';
      assert.ok(description.length >= 40, `the chart of ${id} is described: ${description}`);
    }
    assert.match(sectionOf(page, 'slowest'), /Trace 0af7651916cd43dd8448eb211c80319c/);
    assert.deepEqual(
      rowsOf(page, 'Audit').map((cells) => cells.slice(0, 4)),
      [
        ['messages sent', '200', '200', '✓ yes'],
        ['stale reads', '5', '5 … 6 1', '✓ yes'],
      ],
    );
    assert.equal(wordsOf(one(page, '#settings #command')), 'gossipscope bench --seed 1');
  });

  it('shows the slowest by percentiles beside the distribution', () => {
    const curve = Array.from({ length: 2000 }, (_, at) => ({ ms: at + 1, share: (at + 1) / 2000 })).slice(
      1800,
    );
    const many = parsePage(htmlOf(sampleReport([{ ...sampleRun('normal', 1), convergenceCurve: curve }])));
    const rows = rowsOf(many, 'Convergence: the slowest writes by percentiles');
    assert.deepEqual(rows, [['normal', '1.8 s', '1.98 s', '2 s', '2 s']]);
    assert.match(wordsOf(one(many, '#percentiles-chart-wide, #percentiles-chart .wide')), /90 % 99 % 99.9 %/);
  });

  it('says how sure the probability of a stale read is, and says nothing of few reads', () => {
    assert.deepEqual(rowsOf(page, 'Stale reads by time since'), [
      ['200 ms – 500 ms', '0 %', '0 % … 8.76 %', '40', '7.50 %', '2.58 % … 19.86 %', '40'],
    ]);
  });

  it('names the lines of each panel of a timeline by themselves', () => {
    assert.deepEqual(allWords(page, '#timeline-0 .legend li'), [
      'operations writes reads',
      'convergence median slowest write',
    ]);
  });

  it('draws a single run in the width that it has', () => {
    const widthIn = (html: string, id: string): number =>
      Number(/viewBox="0 0 (\d+)/.exec(one(parsePage(html), `#${id} .wide`).innerHTML)?.[1]);
    const single = htmlOf(sampleReport([sampleRun('normal', 1)]));
    assert.equal(widthIn(single, 'timeline-0'), 1000);
    assert.ok(widthIn(html, 'timeline-0') < 500);
  });

  it('begins with the trade-off where a setting was varied', () => {
    assert.deepEqual(sectionIds(parsePage(renderSimulationPage(bigSweep()))).slice(0, 2), [
      'trade-off',
      'distribution',
    ]);
  });

  it('is the same for the same report, byte for byte', () => {
    assert.equal(htmlOf(sampleReport(both())), html);
  });

  it('has no id twice', () => {
    const ids = page.querySelectorAll('[id]').map(({ id }) => id);
    assert.ok(ids.length > 20);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('has no colour that would not follow the theme', () => {
    const colours = page
      .querySelectorAll('svg *')
      .filter((shape) => shape.closest('defs') === null)
      .flatMap((shape) => [shape.getAttribute('fill'), shape.getAttribute('stroke')])
      .filter((colour) => colour !== undefined);
    assert.ok(colours.length > 100);
    assert.deepEqual(
      colours.filter((colour) => !/^(none|transparent|var\(--.+\))$/.test(colour)),
      [],
    );
  });
});

describe('the verdict on the report page', () => {
  const verdictsOf = (report: Report): string[] => allWords(pageOf(report), '.verdict');
  const withRun = (changes: Partial<Run>): Report =>
    sampleReport([{ ...sampleRun('normal', 1), ...changes }]);

  it('names what is wrong, and what is doubtful', () => {
    const bad = withRun({ problems: ['3 keys lost a write'], warnings: ['slow machine'] });
    assert.deepEqual(verdictsOf(bad), [
      '✗ Converged, but not sound: 1 check failed. What is wrong normal: 3 keys lost a write',
      '! 1 warning: what makes the numbers doubtful normal: slow machine',
    ]);
  });

  it('does not call converged what is still pending', () => {
    const [verdict] = verdictsOf(withRun({ pendingAtEnd: 2, problems: ['2 writes are pending'] }));
    assert.match(verdict ?? '', /^✗ Not converged: 1 check failed\./);
  });

  it('judges no run that was interrupted', () => {
    const report = { ...withRun({ interrupted: true }), interrupted: true };
    const [verdict, note] = verdictsOf(report);
    assert.equal(verdict, '! Not judged: the run was interrupted.');
    assert.match(note ?? '', /^! Interrupted: .* nothing was judged/);
  });

  it('names the failure that ended everything early, and draws nothing', () => {
    const page = pageOf({ ...sampleReport([]), failure: 'node n1 died' });
    assert.deepEqual(allWords(page, '.verdict'), ['✗ It ended early: a node failed. Failure: node n1 died']);
    assert.ok(!sectionIds(page).includes('distribution'));
  });
});

describe('what the report page cannot know or trust', () => {
  it('is said in words, where a section has nothing to show', () => {
    const reasons = (run: Run): Record<string, string> => {
      const sections = pageOf(sampleReport([run])).querySelectorAll('main > section');
      return Object.fromEntries(
        sections.map((section) => [section.id, allWords(section, '.none').join(' ')]),
      );
    };
    const stranger = reasons(strangerRun());
    assert.match(
      stranger['distribution'] ?? '',
      /^Convergence was not measured: no write was looked for at every node/,
    );
    assert.match(stranger['visibility'] ?? '', /^It is not known/);
    assert.match(stranger['trade-off'] ?? '', /no run has both\.$/);
    assert.match(stranger['slowest'] ?? '', /^No write is known together with its way/);
    assert.match(stranger['audit'] ?? '', /the nodes report nothing of themselves\.$/);
    assert.equal(reasons(broadcastRun())['messages'], 'The nodes sent each other nothing.');
  });

  it('is text wherever it stands: nothing of a report becomes HTML', () => {
    const html = renderBenchPage(hostileReport(), HOSTILE);
    const page = parsePage(html);
    // Our own script alone, and no attribute that would run another.
    assert.equal(page.querySelectorAll('script').length, 1);
    assert.deepEqual(page.querySelectorAll('img, b, [onload], [onerror]').map(String), []);
    assert.equal(wordsOf(one(page, '#command')), HOSTILE.replace('\0', '\ufffd'));
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.ok(!html.includes('\0'));
  });
});

describe('the report page of a simulation', () => {
  const html = renderSimulationPage(bigSweep());
  const page = parsePage(html);

  it('has the command that gives it again', () => {
    assert.match(wordsOf(one(page, 'h1')), /fanout 1 … 120$/);
    assert.equal(wordsOf(one(page, '#command')), 'gossipscope simulate --sweep fanout=1..120 --seed 1');
    assert.doesNotMatch(sectionOf(page, 'settings'), /--config/, 'it would run the first point alone');
  });

  it('has a bounded size, whatever was swept', () => {
    assert.match(sectionOf(page, 'timeline'), /and 112 more runs in report\.json$/);
    assert.ok(html.length < 2_500_000, `${html.length} bytes`);
  });

  it('draws the latest arrivals of a big tree with their ways, and counts the others', () => {
    const [waterfall] = page.querySelectorAll('.waterfall');
    assert.ok(waterfall !== undefined);
    const rows = rowsOf(waterfall, 'Waterfall');
    const parentOf = new Map(rows.map(([replica = '', , from = '']) => [replica, from]));
    const way = ['n1001'];
    for (let from = parentOf.get('n1001'); from !== undefined; from = parentOf.get(from)) way.push(from);
    assert.deepEqual(way, ['n1001', 'n334', 'n111', 'n37', 'n12', 'n4', 'n1', 'origin']);
    const last = rows.find(([replica]) => replica === 'n1001');
    assert.deepEqual(last?.slice(2), ['n334', '999 ms', '1.02 s', '6']);
    const omitted = rows.map(([replica = '']) => Number(/^and (\d+) more$/.exec(replica)?.[1] ?? 0));
    assert.equal(
      omitted.reduce((sum, count) => sum + count, 0),
      1000 - 30,
    );
  });

  it('puts Serf’s estimate and the literature beside what was measured', () => {
    assert.deepEqual(rowsOf(page, 'fanout 1: replicas reached, by rounds')[1], [
      '1.00',
      '50.00 %',
      '47.62 %',
    ]);
    assert.deepEqual(rowsOf(page, 'Rumor mongering')[0], ['Demers et al., k = 1', '1.70', '18.00 %']);
    assert.deepEqual(rowsOf(page, 'Relative message redundancy')[0], ['a spanning tree (theory)', '0']);
  });
});
