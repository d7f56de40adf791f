/** The library's functions: the same figures as the program gives, and mistakes that say what to do. */

import assert from 'node:assert/strict';
import { defineStrategy } from '../../src/library/define-strategy.ts';
import { simulate, type SimulateOptions } from '../../src/library/simulate.ts';
import { simulate as program } from '../support/bench-process.ts';
import type { SimulationReport } from '../../src/report/schema/simulation-schema.ts';

const SMALL: SimulateOptions = { nodes: 4, durationMs: 1000, scenarios: ['normal'] };

/** Every write goes to everybody at once. */
function shouting(name: string) {
  return defineStrategy({
    name,
    repairAfterMs: 700,
    create: (host) => ({
      accepted(entry, now) {
        for (const peer of host.peers) host.send(peer, 'mail', [entry], now);
      },
    }),
  });
}

describe('simulate()', () => {
  it('gives the figures of the program', async () => {
    const { runs, settings } = await simulate({ ...SMALL, strategy: 'plumtree', fanout: 2, lossRatio: 0.05 });
    const flags = [
      '--nodes',
      '4',
      '--duration',
      '1s',
      '--scenario',
      'normal',
      '--loss',
      '5%',
      '--fanout',
      '2',
    ];
    const { stdout, stderr } = await program(...flags, '--strategy', 'plumtree', '--json');
    assert.notEqual(stdout, '', stderr);
    const report = JSON.parse(stdout) as SimulationReport;
    assert.deepEqual(settings, report.settings);
    assert.deepEqual(JSON.parse(JSON.stringify(runs)), report.runs);
  });

  it('takes a strategy of one’s own, again and again, with what it says of its time', async () => {
    const strategy = shouting('shouting');
    const first = await simulate({ ...SMALL, strategy });
    const again = await simulate({ ...SMALL, strategy });
    assert.deepEqual(first.runs, again.runs);
    assert.deepEqual(first.runs[0]?.problems, []);
    const { gossip } = first.settings;
    assert.deepEqual([gossip.strategy, gossip.repairAfterMs], ['shouting', 700]);
    assert.equal(
      (await simulate({ ...SMALL, strategy, repairAfterMs: 90 })).settings.gossip.repairAfterMs,
      90,
    );
  });

  it('ends early where its signal says so', async () => {
    const { interrupted, runs } = await simulate({ ...SMALL, signal: AbortSignal.abort() });
    assert.deepEqual([interrupted, runs.length], [true, 0]);
  });

  it('tells two strategies of one name apart', async () => {
    await simulate({ ...SMALL, strategy: shouting('twice') });
    await assert.rejects(
      simulate({ ...SMALL, strategy: shouting('twice') }),
      /another strategy called twice/,
    );
    await assert.rejects(
      simulate({ ...SMALL, strategy: shouting('relay') }),
      /another strategy called relay/,
    );
  });

  const mistakes: readonly (readonly [options: unknown, says: RegExp])[] = [
    [null, /the options are null, not an object/],
    [5, /the options are a number, not an object/],
    [[{ nodes: 3 }], /the options are an array, not an object/],
    [{ signal: 5 }, /signal is a number, not an AbortSignal/],
    [{ signal: {} }, /signal is an object, not an AbortSignal/],
    [{ nodes: 0 }, /at nodes/],
    [{ knots: 3 }, /Unrecognized key: "knots"/],
    [{ strategy: 'shout' }, /Choose from: direct-mail.*at gossip\.strategy/s],
    [{ strategy: {} }, /strategy has no name/],
    [{ strategy: { name: 'idle' } }, /strategy has no function create/],
    [{ scenarios: ['quake'] }, /no such scenario/],
    [{ preset: 'fast' }, /there is no preset fast\. Choose from: relay-fast/],
    [{ ratePerSec: 1, durationMs: 10 }, /less than one operation/],
  ];
  for (const [options, says] of mistakes) {
    it(`refuses ${JSON.stringify(options)}`, () =>
      assert.rejects(
        simulate(options as SimulateOptions),
        (error) => error instanceof RangeError && says.test(error.message),
      ));
  }
});

describe('defineStrategy()', () => {
  for (const wrong of [undefined, {}, { name: '' }, { name: 'x' }, { name: 'x', create: 3 }]) {
    it(`refuses ${JSON.stringify(wrong)}`, () =>
      assert.throws(() => defineStrategy(wrong as never), /^TypeError: the strategy (is|has) /));
  }
});
