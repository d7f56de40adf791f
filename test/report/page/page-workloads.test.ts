/** What the report page says of the different workloads, and of nodes that are not ours. */

import assert from 'node:assert/strict';
import type { HTMLElement } from 'node-html-parser';
import { renderBenchPage } from '../../../src/report/page/page.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import type { Settings } from '../../../src/report/schema/settings-schema.ts';
import { broadcastRun, idsReport, strangerRun } from './page-samples.ts';
import { allWords, answersTo, one, parsePage, rowsOf, sectionOf, wordsOf } from './read-page.ts';
import { sampleReport, sampleRun } from '../sample.ts';

function pageOf(runs: Run[], settings: Partial<Settings> = {}): HTMLElement {
  const report = sampleReport(runs);
  const changed = { ...report, settings: { ...report.settings, ...settings } };
  return parsePage(renderBenchPage(changed, 'gossipscope bench'));
}

const textOf = (page: HTMLElement): string => wordsOf(one(page, 'body'));

const NOTE = /quantiles exact to 1 %/;

describe('stale reads on the report page', () => {
  const staleReads = sampleRun('partition', 40).staleReads;

  it('are not known where nothing was read, for want of reads and not of a judge', () => {
    const run = sampleRun('normal', 1);
    const operations = { ...run.operations, reads: { started: 0, ok: 0, errors: {} } };
    const page = pageOf([{ ...run, operations, staleReads: null }]);
    assert.match(
      JSON.stringify(answersTo(page, 'How often were reads stale?')),
      /Not known: nothing was read/,
    );
    assert.match(sectionOf(page, 'visibility'), /At no time after the latest write of a key were there/);
    assert.match(sectionOf(pageOf([{ ...run, staleReads: null }]), 'visibility'), /were not judged/);
  });

  it('are counted by the nodes in the answers, and as far as clients can prove them in the charts', () => {
    const agreeing = textOf(pageOf([sampleRun('normal', 1), sampleRun('partition', 40)]));
    assert.doesNotMatch(agreeing, /clients can prove/);
    const run = sampleRun('partition', 40);
    assert.ok(staleReads !== null);
    const page = pageOf([sampleRun('normal', 1), { ...run, staleReads: { ...staleReads, count: 6 } }]);
    assert.match(
      sectionOf(page, 'timeline'),
      /Stale are the reads that the clients can prove to be: 5 of the 6 that the nodes counted\./,
    );
    assert.match(
      sectionOf(page, 'visibility'),
      /Stale are those that the clients can prove to be: partition 5 of the 6 that the nodes counted\./,
    );
  });

  it('have no latest write to be timed from where a read returns everything', () => {
    const known = { ...broadcastRun(), staleReads: staleReads && { ...staleReads, visibility: [] } };
    const section = (run: Run): string => sectionOf(pageOf([run], { workload: 'broadcast' }), 'visibility');
    assert.match(section(known), /returns everything .* stands in the answers above/);
    assert.doesNotMatch(section(broadcastRun()), /answers above/);
    assert.match(sectionOf(pageOf([strangerRun()]), 'visibility'), /not known/);
  });
});

describe('the answers of a workload’s clients on the report page', () => {
  it('stand in the verdict, and words in the place of answers where nothing is written', () => {
    const page = parsePage(renderBenchPage(idsReport(), 'gossipscope bench'));
    const [lead] = allWords(page, '.lead');
    assert.match(lead ?? '', /10 operations a second for 10 s\. A message/, 'no share of reads');
    const [headline] = allWords(page, '.headline');
    assert.equal(headline, '✓ Every check passed. The workload unique-ids writes nothing.');
    assert.match(wordsOf(one(page, '.verdict')), /checkers normal: ids 50; 0 ids were given again\.$/);
    assert.deepEqual(allWords(page, 'main > p, main > ul > li'), [
      'The workload unique-ids writes nothing. So nothing had to converge, and no read could be stale. What there was:',
      'normal: 50 operations answered, half of them within 2.5 ms, 99 % within 4.5 ms; 1 not; 200 messages between the nodes.',
    ]);
    assert.deepEqual(page.querySelectorAll('.card').map(String), []);
    const ids = page.querySelectorAll('main > section').map(({ id }) => id);
    assert.deepEqual(ids, ['timeline', 'audit', 'settings']);
    assert.doesNotMatch(textOf(page), /nobody could see/);
    assert.doesNotMatch(textOf(page), NOTE);
  });

  it('say which rules were broken, with examples', () => {
    const rules = [
      { rule: 'values were lost', broken: 2, examples: ['7', '8'] },
      { rule: 'values were read that nobody had added', broken: 0, examples: [] },
    ];
    const verdict = { facts: { 'values added': 50 }, rules };
    const bad = { ...broadcastRun(), verdict, problems: ['2 values were lost, e.g. 7; 8'] };
    const other = { ...broadcastRun(), scenario: 'lossy', verdict: { ...verdict, rules: rules.slice(1) } };
    const text = textOf(pageOf([bad, other]));
    assert.match(text, /What is wrong normal: 2 values were lost, e\.g\. 7; 8/);
    assert.match(text, /checkers normal: values added 50; 2 values were lost\./);
    const sound = [...rules.slice(1), { rule: 'values were lost', broken: 0, examples: [] }];
    const kept = textOf(pageOf([{ ...broadcastRun(), verdict: { ...verdict, rules: sound } }]));
    assert.match(kept, /checkers normal: values added 50; none of 2 rules was broken\./);
  });
});

describe('nodes that are not ours, on the report page', () => {
  const rumor = { messages: 200, bytes: 40_000 };
  const run = {
    ...sampleRun('normal', 1),
    messages: { ...sampleRun('normal', 1).messages, byKind: { rumor, constructor: rumor } },
  };

  it('have messages that are not explained in our words', () => {
    const [ours, theirs] = [pageOf([run]), pageOf([run], { bin: './node.rb' })];
    assert.match(textOf(ours), /rumor writes, to random replicas\..*Demers et al\., k = 1/);
    assert.doesNotMatch(textOf(theirs), /to random replicas|Demers et al\., k/);
    assert.match(textOf(theirs), /of \.\/node\.rb/);
  });

  it('have no quantiles of their own', () => {
    assert.match(textOf(pageOf([run])), NOTE);
    assert.doesNotMatch(textOf(pageOf([strangerRun()])), NOTE);
  });

  it('are measured from outside, and the page says by what and how exactly', () => {
    const times = { count: 14, mean: 22, p50: 21, p95: 30, p99: 31, max: 31 };
    const probes = {
      ...{ writes: 20, acknowledged: 19, pending: 2, lost: 3, seenOnWire: 16 },
      ...{ convergenceMs: times, resolutionMs: { ...times, p50: 1.5, max: 4 } },
    };
    const curve = sampleRun('normal', 1).convergenceCurve;
    const page = pageOf([{ ...strangerRun(), probes, convergenceCurve: curve }], { bin: './node.rb' });
    const rows = Object.fromEntries(
      rowsOf(page, 'Writes that were followed from outside').map(([what = '', value = '']) => [what, value]),
    );
    assert.equal(rows['shown by every node'], '14');
    assert.equal(rows['lost with a node that was killed'], '3');
    assert.equal(rows['never shown by some node'], '2');
    assert.equal(rows['99 % within, at most'], '31 ms');
    assert.equal(rows['it may have been less by, at most'], '4 ms');
    assert.match(
      sectionOf(page, 'distribution'),
      /Share of the probed writes that every node had shown after a time, at most/,
    );
    assert.match(
      answersTo(page, 'How long until all agreed?')['normal']?.at(-1) ?? '',
      /^14 of 19 probed writes within 31 ms; as reads from outside show it: an upper bound\.$/,
    );
    assert.doesNotMatch(sectionOf(pageOf([sampleRun('normal', 1)]), 'distribution'), /from outside/);
  });

  it('have no convergence where nothing tells, and the page says why', () => {
    const of = (workload: Settings['workload']): string =>
      sectionOf(pageOf([strangerRun()], { workload, bin: './node.rb' }), 'distribution');
    assert.match(of('txn-rw-register'), /was not measured: .*such nodes need not hold the same in the end/);
    assert.match(of('g-counter'), /was not measured: .*their answers do not tell which writes they hold/);
  });
});

describe('operations that failed, on the report page', () => {
  const failing = {
    ...sampleRun('kill', 1),
    availability: { share: 0.95, failed: 1, whileDown: 4 },
    operations: {
      ...sampleRun('kill', 1).operations,
      writes: { started: 50, ok: 47, errors: { abort: 1, timeout: 2 } },
      reads: { started: 50, ok: 48, errors: { timeout: 2 } },
    },
  };
  const sound = { ...sampleRun('normal', 1), availability: { share: 1, failed: 0, whileDown: 0 } };

  it('have a card, and a table of where they failed and with which errors', () => {
    const page = pageOf([sound, failing]);
    assert.deepEqual(answersTo(page, 'How many operations were served?'), {
      normal: ['100 % of all operations', '0 failed at nodes that were up.'],
      kill: [
        '95.00 % of all operations −5.00 pp against normal',
        '1 failed at nodes that were up, 4 at nodes that were down.',
      ],
    });
    assert.deepEqual(rowsOf(page, 'Operations that failed'), [
      ['served', '100 %', '95.00 %'],
      ['failed at nodes that were up', '0', '1'],
      ['failed at nodes that were down', '0', '4'],
      ['not answered in time', '1', '4'],
      ['answered with abort', '0', '1'],
    ]);
  });

  it('have neither where there are none', () => {
    const ids = pageOf([sound])
      .querySelectorAll('main > section')
      .map(({ id }) => id);
    assert.ok(!ids.includes('availability'));
  });
});
