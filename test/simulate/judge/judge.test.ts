/** The report of a simulation: each part has what the truth, the clients or the nodes know of it. */

import assert from 'node:assert/strict';
import { summarize } from '../../../src/base/summary.ts';
import { judge } from '../../../src/simulate/judge/judge.ts';
import type { Simulation } from '../../../src/simulate/simulation.ts';
import { EPOCH_MS } from '../../../src/simulate/world/virtual-time.ts';
import { judged, simulated } from './simulated.ts';

describe('the report of a simulation', () => {
  it('begins at the epoch, and has what was set and how long it took', () => {
    const simulation = simulated({ seed: 5 }, 'partition');
    const run = judge(simulation, false);
    assert.equal(run.startedAt, new Date(EPOCH_MS).toISOString());
    assert.deepEqual([run.seed, run.scenario, run.interrupted], [5, 'partition', false]);
    assert.deepEqual([run.settledMs, run.partitions.length], [simulation.settledMs, 1]);
    assert.deepEqual(run.bench.addedDelayMs, { p50: 0, p99: 0, max: 0 });
    assert.equal(run.strategy, 'direct-mail');
    assert.equal(judge(simulated(), true).interrupted, true);
  });

  it('has the load as long as it was, also where it was broken off', () => {
    const run = judged(() => undefined);
    const early = judged((simulation) => {
      Object.defineProperty(simulation, 'nowMs', { value: 250 });
    });
    assert.ok(early.operations.throughputPerSec > 1.9 * run.operations.throughputPerSec);
  });

  it('has the true convergence, its times since the beginning, and what is pending since when', () => {
    let truth: Simulation['truth'] | undefined;
    const run = judged((simulation) => {
      ({ truth } = simulation);
      const [first] = truth.writes;
      Object.assign(first ?? assert.fail(), { remaining: 1 });
    });
    const { convergenceMs } = truth?.times ?? assert.fail();
    assert.deepEqual(run.observedConvergenceMs, summarize(convergenceMs));
    assert.ok(run.timeline.steps.some(({ converged }) => converged > 0));
    assert.ok(run.slowestWrites.every(({ acceptedAtMs }) => acceptedAtMs >= 0 && acceptedAtMs <= 500));
  });

  it('counts the messages of the network, of each node and of all', () => {
    const simulation = simulated({ lossRatio: 0.2, duplicateRatio: 0.3 });
    const { traffic } = simulation.cluster;
    const { messages, nodes } = judge(simulation, false);
    assert.ok(traffic.duplicated > 0 && traffic.dropped.loss > 0);
    assert.deepEqual(
      [messages.delivered, messages.duplicated, messages.dropped['loss'], messages.traceContextBytes],
      [traffic.delivered, traffic.duplicated, traffic.dropped.loss, 0],
    );
    assert.deepEqual(
      nodes.map(({ name, sent, stats }) => [name, sent, stats]),
      traffic.byNode.map((sent, i) => [`n${i}`, sent, null]),
    );
    assert.equal(messages.sent, traffic.total().messages);
  });

  it('has stale reads as the truth counts them, and their visibility from the answers', () => {
    const simulation = simulated({ latencyMs: 50, ratePerSec: 300 });
    const run = judge(simulation, false);
    const { ageMs, depth } = simulation.truth.reads;
    assert.ok(ageMs.length > 10);
    assert.deepEqual(run.staleReads?.ageMs, summarize(ageMs));
    assert.deepEqual(run.staleReads.depth, summarize(depth));
    assert.deepEqual(
      [run.staleReads.certain, run.staleReads.visibility.length > 0],
      [run.staleReads.count, true],
    );
  });

  it('says what every node held in the end, where the cluster settled', () => {
    const run = judged(() => undefined);
    assert.deepEqual(
      [run.finalState?.keys, run.finalState?.lost.count, run.finalState?.unread.count],
      [3, 0, 0],
    );
    const unsettled = judged((simulation) => {
      simulation.settledMs = undefined;
    });
    assert.equal(unsettled.finalState, null);
  });

  it('names what is lost and what differs', () => {
    const run = judged(({ truth, cluster }) => {
      const [name, key] = [...truth.keys][0] ?? assert.fail();
      const replica = cluster.nodes[2]?.server.replica ?? assert.fail();
      const [older] = key.writes;
      const versionOf = replica.versionOf.bind(replica);
      replica.versionOf = (one) => (one === name ? older : versionOf(one));
    });
    assert.match(run.finalState?.lost.examples[0] ?? '', /^n\d#\w+ \d+ of key "?\w+"?$/);
    assert.equal(run.finalState?.disagreeing.count, 1);
  });

  it('has final reads of a set, but none after a restart without memory', () => {
    const rules = (changes: object): unknown => {
      const run = judged(() => undefined, { workload: 'g-set', ...changes });
      return run.verdict?.rules.some(({ rule }) => rule === 'nodes gave no final read');
    };
    assert.deepEqual(
      [rules({}), rules({ crashes: 1, faultMs: 50 }), rules({ restarts: 1, faultMs: 50 })],
      [true, true, false],
    );
    const unsettled = judged(
      (simulation) => {
        simulation.settledMs = undefined;
      },
      { workload: 'g-set' },
    );
    assert.ok(unsettled.verdict?.rules.every(({ rule }) => rule !== 'nodes gave no final read'));
  });

  it('says what happened to nodes, and what that cost', () => {
    let simulation: Simulation | undefined;
    const run = judged(
      (one) => {
        simulation = one;
      },
      { restarts: 2, faultMs: 100, seed: 3, durationMs: 1000, ratePerSec: 300 },
    );
    const { truth, clients, faults } = simulation ?? assert.fail();
    const { processes } = run;
    assert.deepEqual(
      processes?.faults,
      faults.map((fault) => ({ ...fault, initMs: null, caughtUpMs: null })),
    );
    const unanswered = clients.operations.filter(({ completedAtMs }) => completedAtMs === undefined).length;
    assert.ok(unanswered > 0 && unanswered < clients.operations.length);
    assert.equal(processes.operationsFailed, unanswered);
    const orphans = truth.writes.filter(({ orphaned }) => orphaned).length;
    assert.ok(orphans > 0 && orphans < truth.writes.length);
    assert.deepEqual([processes.acknowledged, processes.notAsked], [orphans, []]);
    assert.ok(processes.lost !== null);
  });
});
