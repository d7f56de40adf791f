/** The live view: nothing moves but the numbers, whatever the width. */

import assert from 'node:assert/strict';
import { LiveHistory, SPAN_MS } from '../../../src/bench/live/history.ts';
import { liveText, type LiveState } from '../../../src/bench/live/text.ts';
import { makePaint } from '../../../src/report/text/paint.ts';
import { widthOf } from '../../../src/report/text/wrap.ts';

const BEGINNING: LiveState = {
  ...{ title: 'partition', phase: 'load', share: 0, leftMs: 10_000, partition: undefined },
  windows: [{ from: 1 / 3, to: 2 / 3 }],
  ...{ operations: 0, pending: 0, messagesPerWrite: null, staleReads: null, spans: [] },
};

const CUT: LiveState = {
  ...BEGINNING,
  ...{ share: 0.5, leftMs: 4_999, partition: 'n1 n2 | n3 n4 n5' },
  ...{ operations: 123_456, pending: 1_234, messagesPerWrite: 4.666, staleReads: 17 },
  spans: [
    { medianMs: 30, maxMs: 40, isCut: false },
    { medianMs: null, maxMs: null, isCut: true },
    { medianMs: 1_500, maxMs: 10_000, isCut: true },
  ],
};

const show = (state: LiveState, width: number, colours = false): string =>
  liveText(state, { paint: makePaint(colours), width });

describe('the live view', () => {
  it('shows where the run is, the partition upon it, and how writes converged of late', () => {
    assert.deepEqual(show(CUT, 60).split('\n'), [
      'partition  ━━━━━━━━━━▓▓▓▓▓░░░░░────────── load, 5 s left',
      ' 123,456 operations            1,234 writes pending',
      '    4.67 messages per write       17 stale reads',
      'slowest        10 s ▄ █',
      'median        1.5 s ▃ ▇',
      'network         cut ─━━',
      '           n1 n2 | n3 n4 n5',
    ]);
  });

  it('has as many lines before, during and after a cut, and none that is too long', () => {
    for (const width of [45, 60, 80, 120, 200]) {
      const texts = [BEGINNING, CUT, { ...CUT, phase: 'settle' as const, partition: undefined }].map(
        (state) => show(state, width),
      );
      assert.equal(new Set(texts.map((text) => text.split('\n').length)).size, 1);
      for (const text of texts) assert.ok(widthOf(text) <= width, text);
    }
  });

  it('tears no line where there are few columns', () => {
    const lines = (width: number): string[] =>
      show({ ...CUT, title: 'rumor-mongering partition' }, width).split('\n');
    assert.deepEqual(lines(36).slice(0, 5), [
      'rumor-mong… ━━▓── load, 5 s left',
      ' 123,456 operations',
      '   1,234 writes pending',
      '    4.67 messages per write',
      '      17 stale reads',
    ]);
    assert.match(lines(45)[0] ?? '', /load, 5 s left$/);
    assert.equal(lines(20).length, lines(36).length);
    assert.ok(lines(20).every((line) => line.length <= 20));
  });

  it('has no bar where there is no end', () => {
    assert.match(show({ ...CUT, share: undefined }, 80), /^partition +load\n/);
  });

  it('shortens the names of many nodes', () => {
    const partition = Array.from({ length: 50 }, (_, index) => `n${index}`).join(' ');
    const last =
      show({ ...CUT, partition }, 60)
        .split('\n')
        .at(-1) ?? '';
    assert.equal(last.length, 60);
    assert.ok(last.endsWith('…'));
  });

  it('gives a long title the room of its bar', () => {
    const [first = ''] = show({ ...CUT, title: 'rumor-mongering partition' }, 60).split('\n');
    assert.match(first, /^rumor-mongering partition ━+▓+░+─+ load, 5 s left$/);
    assert.ok(first.length <= 60);
  });

  it('says the same in colours', () => {
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    assert.equal(show(CUT, 80, true).replaceAll(/\x1b\[\d+m/g, ''), show(CUT, 80));
  });
});

describe('the history of the live view', () => {
  it('tells what converged in each span of time, also after old writes were forgotten', () => {
    const history = new LiveHistory();
    const times = [5];
    history.look(times, false, 0);
    times.push(30, 10);
    history.look(times, false, SPAN_MS - 1);
    assert.deepEqual(history.spans, []);
    history.look(times, false, SPAN_MS);
    history.look(times, true, 2 * SPAN_MS);
    times.length = 0;
    history.look(times, true, 3 * SPAN_MS);
    times.push(7);
    history.look(times, false, 4 * SPAN_MS);
    assert.deepEqual(history.spans, [
      { medianMs: 10, maxMs: 30, isCut: false },
      ...[true, true].map((isCut) => ({ medianMs: null, maxMs: null, isCut })),
      { medianMs: 7, maxMs: 7, isCut: false },
    ]);
  });

  it('keeps no more than a screen shows', () => {
    const history = new LiveHistory();
    for (let span = 0; span < 500; span++) history.look([], false, span * SPAN_MS);
    assert.equal(history.spans.length, 60);
  });
});
