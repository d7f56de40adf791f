/** The diagram of a simulation shows every message and operation as it was counted, or as many as are wanted, and does not change the run. */

import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { FATES } from '../../../src/net/journal/segment.ts';
import { scenarioNamed } from '../../../src/net/scenarios.ts';
import { decode } from '../../../src/report/diagram/codec.ts';
import { NEVER, TICKS_PER_MS, type Diagram, type Recording } from '../../../src/report/diagram/recording.ts';
import { runScenario, type ScenarioResult } from '../../../src/simulate/run.ts';
import { DEFAULT_SIMULATION } from '../../../src/simulate/settings.ts';

const SETTINGS = { ...DEFAULT_SIMULATION, durationMs: 3000, lossRatio: 0.02, duplicateRatio: 0.02 };

async function run(diagramMessages?: number): Promise<ScenarioResult> {
  const scenario = scenarioNamed('partition');
  assert.ok(scenario);
  const signal = new AbortController().signal;
  return runScenario({
    settings: SETTINGS,
    scenario,
    signal,
    diagramMessages,
    breathe: () => Promise.resolve(),
  });
}

function recordingIn(diagram: Diagram | undefined): Recording {
  return decode(inflateSync(Buffer.from(diagram?.data ?? '', 'base64')));
}

describe('the diagram of a simulation', () => {
  it('has every message with what became of it, and every operation', async () => {
    const { run: report, diagram } = await run(100_000);
    const { messages, loads, operations, lanes, texts, cuts } = recordingIn(diagram);
    const fates = (name: (typeof FATES)[number]): number =>
      messages.fate.filter((fate) => FATES[fate] === name).length;
    const { sent, duplicated, delivered, dropped } = report.messages;
    assert.equal(messages.sent.length, sent + duplicated);
    assert.equal(fates('arrived'), delivered);
    assert.equal(fates('loss'), dropped['loss']);
    assert.equal(fates('partition'), dropped['partition']);
    assert.ok(fates('loss') > 0 && fates('partition') > 0);
    assert.ok(messages.took.every((took, row) => (took === NEVER) === (messages.fate[row] !== 1)));
    assert.ok(messages.took.every((took) => took === NEVER || took === SETTINGS.latencyMs * TICKS_PER_MS));
    assert.equal(operations.id.length, report.operations.reads.started + report.operations.writes.started);
    assert.deepEqual(
      lanes,
      [0, 1, 2, 3, 4].flatMap((n) => [`client of n${n}`, `n${n}`]),
    );
    assert.equal(
      messages.loads.reduce((sum, own) => sum + own, 0),
      loads.key.length,
    );
    const written = new Set(
      operations.write.filter((write, row) => operations.writes[row] === 1 && write !== 0),
    );
    assert.ok(written.size > 100, `${written.size} writes are known on the wire`);
    assert.ok([...written].every((write) => /^n\d\S* \d+$/.test(texts[write] ?? '')));
    assert.deepEqual(
      cuts.map(([from, to]) => [from, to]),
      report.partitions.map(({ fromMs, toMs }) => [fromMs, toMs].map((ms) => Math.round(ms * TICKS_PER_MS))),
    );
  });

  it('shows as much as is wanted, around the cuts, and says how much that is', async () => {
    const { run: report, diagram } = await run(300);
    const { messages, covered } = recordingIn(diagram);
    assert.ok(messages.sent.length <= 300 && messages.sent.length > 200, `${messages.sent.length} messages`);
    assert.equal(diagram?.inRun.messages, report.messages.sent + report.messages.duplicated);
    const [cut] = report.partitions;
    const inView = (ms: number): boolean =>
      covered.some(([from, to]) => from <= ms * TICKS_PER_MS && to >= ms * TICKS_PER_MS);
    assert.ok(cut && inView(cut.fromMs + 5) && inView(cut.toMs + 5), JSON.stringify(covered));
    assert.ok(!inView((cut.fromMs + cut.toMs) / 2));
  });

  it('changes nothing of the run, and is made only where it is wanted', async () => {
    const [without, with_] = [await run(), await run(100)];
    assert.equal(without.diagram, undefined);
    assert.deepEqual(with_.run, without.run);
  });
});
