/** The page of a search: the recommendation first, the front with all its numbers, and commands to copy; safe against any text. */

import assert from 'node:assert/strict';
import { renderTunePage } from '../../../src/report/page/tune-page.ts';
import { SCHEMA_VERSION } from '../../../src/report/schema/schema-version.ts';
import { TuneReportSchema, type TuneReport } from '../../../src/report/schema/tune-schema.ts';
import { makePaint } from '../../../src/report/text/paint.ts';
import { renderTune } from '../../../src/report/text/tune-text.ts';
import { widthOf } from '../../../src/report/text/wrap.ts';
import { DEFAULT_SIMULATION } from '../../../src/simulate/settings.ts';
import { HOSTILE } from './page-samples.ts';

const spread = (median: number) => ({ median, min: median * 0.9, max: median * 1.1 });

function candidate(name: string, messages: number, p99: number, holds = true): TuneReport['front'][number] {
  const figures = { 'messages.perWrite': spread(messages), 'convergence.p99': spread(p99) };
  return { name, point: { strategy: name }, seeds: 30, holds, figures };
}

function sample(changes: Partial<TuneReport> = {}): TuneReport {
  const target = {
    measure: 'convergence.p99',
    worse: 'more',
    bound: 2000,
    text: 'convergence.p99<2s',
  } as const;
  const recommended = candidate('relay', 10, 1500);
  const next = { candidate: candidate('plumtree', 15, 1200), costsMore: 0.5, within: 0.03, separated: true };
  return TuneReportSchema.parse({
    ...{ schemaVersion: SCHEMA_VERSION, tool: { name: 'gossipscope', version: '0' } },
    ...{ replay: 'gossipscope tune --seed 1', settings: DEFAULT_SIMULATION, targets: [target] },
    ...{ minimize: 'messages.perWrite', candidates: 12, runs: 100, frontRuns: 10, recommended, next: [next] },
    ...{ front: [candidate('lean', 5, 4000, false), recommended, next.candidate], unmeasured: [] },
    ...{ confirm: 'gossipscope bench --strategy relay', interrupted: false },
    ...changes,
  });
}

describe('what tune found', () => {
  it('stands on its page: the recommendation with its margin, the front, the commands', () => {
    const page = renderTunePage(sample());
    assert.match(page, /relay<\/p>/);
    assert.match(page, /convergence\.p99&lt;2s held\s+with every seed, with 17 % to spare/);
    assert.match(page, /plumtree: \+50\.0 % ± 3\.0 %/);
    assert.match(page, /id="confirm">gossipscope bench <span class="flag">--strategy<\/span> relay</);
    assert.equal(page.match(/<svg aria-hidden="true" focusable="false" /g)?.length, 2, 'wide and narrow');
    assert.equal(renderTunePage(sample()), page, 'the same bytes again');
  });

  it('calls no bound unused that is not', () => {
    const spare = (bound: number): string => {
      const targets = sample().targets.map((one) => ({ ...one, bound }));
      return /every seed, with ([^<>]*) to spare/.exec(renderTunePage(sample({ targets })))?.[1] ?? '';
    };
    assert.equal(spare(3e6), 'more than 99 %');
    assert.equal(spare(1e4), '84 %');
  });

  it('names in its legend what its chart has, and nothing else', () => {
    const legendOf = (report: TuneReport): string =>
      /<ul class="legend">[^]*?<\/ul>/.exec(renderTunePage(report))?.[0] ?? '';
    assert.match(legendOf(sample()), /recommended[^]*keeps the targets[^]*fill="none"[^]*does not[^]*target/);
    const { recommended, targets } = sample();
    const alone = {
      front: recommended === null ? [] : [recommended],
      targets: targets.map((one) => ({ ...one, measure: 'stale.share' })),
    };
    assert.doesNotMatch(legendOf(sample(alone)), /does not|> target/);
  });

  it('is said in a terminal of any width', () => {
    for (const width of [45, 80, 120]) {
      const text = renderTune(sample(), { paint: makePaint(false), width });
      assert.ok(widthOf(text) <= width, text);
      assert.match(text, /^✓ relay$/m);
    }
  });

  it('is said where nothing holds, or nothing was compared', () => {
    const none = sample({ recommended: null, next: [], confirm: null });
    assert.match(renderTunePage(none), /None of the 12 sets of settings/);
    const blind = sample({ ...none, unmeasured: ['cut.healing'] });
    assert.match(renderTunePage(blind), /No run had a figure for cut\.healing, [^<]*a cut that heals/);
    assert.match(renderTunePage(sample({ targets: [] })), /least messages per write\./);
  });

  it('cannot be made to run anything', () => {
    const hostile = { ...candidate('x', 1, 1), name: HOSTILE };
    const page = renderTunePage(
      sample({ front: [hostile], recommended: hostile, confirm: HOSTILE, replay: HOSTILE }),
    );
    assert.doesNotMatch(page, /<img src=x|<script>alert/);
  });
});
