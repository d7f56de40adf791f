/** A simulation's report as text, from real simulations: on narrow screens too, with a command that can be pasted. */

import assert from 'node:assert/strict';
import { makePaint } from '../../../src/report/text/paint.ts';
import type { SimulationReport } from '../../../src/report/schema/simulation-schema.ts';
import { renderSimulation } from '../../../src/report/text/simulation-text.ts';
import { widthOf } from '../../../src/report/text/wrap.ts';
import { simulate } from '../../../src/simulate/simulate.ts';
import { runsInTurn } from '../../support/runs-in-turn.ts';
import { settingsWith } from '../../simulate/settings.ts';

const REPLAY = `gossipscope simulate --nodes 4 ${'--and-so-on '.repeat(8)}--seed 1`;

function reportOf(values: readonly string[], repeat = 1): Promise<SimulationReport> {
  const settings = settingsWith({
    nodes: 4,
    durationMs: 1_000,
    ratePerSec: 20,
    scenarios: ['normal', 'partition'],
    repeat,
  });
  return simulate({
    points:
      values.length === 0
        ? [{ settings, point: {} }]
        : values.map((fanout) => ({ settings, point: { fanout } })),
    sweep: values.length === 0 ? [] : [{ flag: 'fanout', values: [...values] }],
    ...{ skipped: [], version: '0', replay: REPLAY, signal: new AbortController().signal },
    runAll: runsInTurn,
  });
}

describe('the report of a simulation as text', () => {
  const kinds: Readonly<Record<string, [values: string[], repeat: number]>> = {
    'one set of settings': [[], 1],
    'a sweep': [['1', '2'], 1],
    repeats: [[], 3],
    'a sweep with repeats': [['1', '2'], 2],
  };
  for (const [name, [values, repeat]] of Object.entries(kinds)) {
    it(`keeps to the width of its screen, with ${name}`, async () => {
      const report = await reportOf(values, repeat);
      for (const width of [45, 100]) {
        const text = renderSimulation(report, { paint: makePaint(false), width });
        assert.ok(widthOf(text) <= width, text);
        assert.match(text, /messages\s*(per |\/)write/);
        assert.ok(text.endsWith('\n') && text.includes(`again: ${REPLAY.slice(0, 20)}`));
        const command = text.slice(text.indexOf('again: ') + 'again: '.length);
        assert.equal(command.replaceAll(/ \\\n +/g, ' '), `${REPLAY}\n`);
      }
    });
  }

  it('says whose settings stand above a sweep, and what is varied', async () => {
    const text = renderSimulation(await reportOf(['1', '2']), { paint: makePaint(false), width: 100 });
    assert.match(text, /settings of the first point; varied: fanout 1, 2\n/);
  });

  it('has no tick where it was interrupted', async () => {
    const report = { ...(await reportOf([])), interrupted: true };
    const text = renderSimulation(report, { paint: makePaint(false), width: 100 });
    assert.match(text, /\n! interrupted: .*\nagain: /);
    assert.doesNotMatch(text, /✓ what/);
  });
});
