/** A seed is a run: the same report byte for byte, another one for another seed; and bytes are counted as they would be sent. */

import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { STRATEGY_NAMES } from '../../src/core/dissemination/strategies.ts';
import { encodeMessage, messageBytes } from '../../src/protocol/encode.ts';
import type { GossipMessage } from '../../src/protocol/envelope.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import { SimulationReportSchema } from '../../src/report/schema/simulation-schema.ts';
import { simulate } from '../../src/simulate/simulate.ts';
import { runsInTurn } from '../support/runs-in-turn.ts';
import { runOf, settingsWith, type Changes } from './settings.ts';

const EVERYTHING: Changes = {
  ...{
    nodes: 7,
    ratePerSec: 200,
    durationMs: 3000,
    keyChoice: 'zipf',
    latencyDistribution: 'lognormal',
    jitterMs: 3,
  },
  ...{
    lossRatio: 0.05,
    duplicateRatio: 0.05,
    skewMs: 50,
    driftRatio: 0.001,
    pauses: 2,
    crashes: 2,
    restarts: 2,
    dataRestarts: 2,
  },
};

async function reportOf(changes: Changes): Promise<string> {
  const report = await simulate({
    points: [{ settings: settingsWith({ ...EVERYTHING, ...changes }), point: {} }],
    ...{ sweep: [], skipped: [], version: '0', replay: '', signal: new AbortController().signal },
    runAll: runsInTurn,
  });
  SimulationReportSchema.parse(report);
  return JSON.stringify(report);
}

describe('a simulation', () => {
  for (const strategy of STRATEGY_NAMES) {
    it(`gives the same report for the same seed, with ${strategy} and every fault there is`, async () => {
      const once = await reportOf({ gossip: { strategy } });
      assert.equal(await reportOf({ gossip: { strategy } }), once);
      assert.notEqual(await reportOf({ gossip: { strategy }, seed: 2 }), once);
      const { runs } = SimulationReportSchema.parse(JSON.parse(once));
      assert.deepEqual(
        runs.flatMap(({ problems }) => problems),
        [],
      );
      assert.ok(runs.every(({ staleReads }) => (staleReads?.count ?? 0) > 0));
    });
  }

  it('counts the bytes of every message as its line has them', () => {
    const kinds = new Set<string>();
    let compared = 0;
    for (const strategy of STRATEGY_NAMES) {
      runOf({ ...EVERYTHING, gossip: { strategy } }, 'partition', (simulation) => {
        const sent = simulation.sent.bind(simulation);
        simulation.sent = (node, message, bytes) => {
          assert.equal(bytes, Buffer.byteLength(encodeMessage(node.name, message)));
          kinds.add(message.body.type);
          compared++;
          sent(node, message, bytes);
        };
      });
    }
    assert.ok(compared > 1000 && kinds.size > 8, `${compared} messages of ${[...kinds].join(' ')}`);
  });

  it('counts the bytes of text that is not ASCII', () => {
    for (const key of ['é', '語', '😀', '"\n\\', '\ud800', '\u2028', '']) {
      const body = { type: 'mail', origin: `${key}#0` as Origin, at: 0.1, seq: 1, stable: 0 } as const;
      const entries = [[body.origin, 1, 2, 3.5, 1, [[key, [key as never]]]]] as const;
      const message: GossipMessage = {
        kind: 'gossip',
        dest: `n${key}` as NodeId,
        msgId: 10,
        body: { ...body, entries },
      };
      assert.equal(messageBytes(key, message), Buffer.byteLength(encodeMessage(key, message)));
    }
  });

  it('counts the bytes of every number as it is spelled, whether it came before or not', () => {
    // The first three fall on one place among those that are remembered.
    const times = [1.5, 1025.5, 1.5, 0.1, 1e-7, -0.5, 1_735_689_600_000.25, 2 ** 60, 1e21, 1.5e300, -1e22];
    const now = 1_735_689_600_000;
    for (let i = 0; i < 500; i++)
      times.push(now + i / 1024, now + i / 4096, now + (i * 13) / 1000, now + i / 10);
    for (const edge of [1, 10, 1000, 2 ** 20, 2 ** 40, 2 ** 41])
      for (let i = -20; i <= 20; i++) times.push(edge + i / 8192, edge + i / 100);
    const words = [0, -0, -1, 9, -9, 10, -10, 2 ** 31 - 1, -(2 ** 31), 2 ** 53];
    for (const at of [...times, ...times]) {
      const body = { type: 'digest', origin: 'n1#0' as Origin, at, seq: 1, stable: 0 } as const;
      const message: GossipMessage = {
        ...{ kind: 'gossip', dest: 'n2' as NodeId, msgId: 10 },
        body: { ...body, roll: [null, at, words] },
      };
      assert.equal(messageBytes('n1', message), Buffer.byteLength(encodeMessage('n1', message)), `${at}`);
    }
  });

  it('fails, with what differs, where a node tells wrongly of its reads', () => {
    const run = runOf({ ...EVERYTHING, restarts: 0 }, 'partition', (simulation) => {
      const stepped = simulation.stepped.bind(simulation);
      simulation.stepped = (node, input, step, now, asked) => {
        const events = step.events.map((event) =>
          event.type === 'staleness' ? { ...event, versions: event.versions + 1 } : event,
        );
        stepped(node, input, { ...step, events }, now, asked);
      };
    });
    assert.match(run.problems.join('\n'), /tells wrongly of its stale reads/);
  });
});
