/** The report of a simulation: each part has what the truth, the clients or the nodes know of it. */

import assert from 'node:assert/strict';
import { summarize } from '../../../src/base/summary.ts';
import type { Operation } from '../../../src/check/history.ts';
import { staleRegisterReads } from '../../../src/check/reads/seen-staleness.ts';
import { registersOf } from '../../../src/check/workloads/verdict.ts';
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
    assert.ok(run.healingMs !== null);
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
    const simulation = simulated();
    const run = judge(simulation, false);
    const { convergenceMs, convergedWrites } = simulation.truth.times;
    assert.deepEqual(run.observedConvergenceMs, summarize(convergenceMs));
    const { stepMs, steps } = run.timeline;
    const atOnce = convergedWrites.filter(({ acceptedAtMs }) => acceptedAtMs < EPOCH_MS + stepMs).length;
    assert.ok(atOnce > 0 && atOnce < convergedWrites.length);
    assert.equal(steps[0]?.converged, atOnce);
    const lacking = judged(({ truth }) => Object.assign(truth.writes[0] ?? assert.fail(), { remaining: 1 }));
    assert.deepEqual(
      lacking.timeline.steps.map(({ pending }) => pending),
      steps.map(({ pending }) => (pending ?? 0) + 1),
      'since the first step',
    );
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

  it('shows stale reads over time that are certain, however far clocks are apart', () => {
    const simulation = simulated({ latencyMs: 50, ratePerSec: 300, skewMs: 20 });
    const { operations, checker } = simulation.clients;
    const registers = registersOf(checker, operations) ?? assert.fail();
    const certain = (skewMs: number): number => staleRegisterReads(registers, skewMs).staleReads.length;
    const shown = judge(simulation, false).timeline.steps.map(
      ({ staleReads }) => staleReads ?? assert.fail(),
    );
    assert.equal(
      shown.reduce((sum, count) => sum + count, 0),
      certain(40),
    );
    assert.ok(certain(40) > 0 && certain(0) > certain(40));
  });

  it('wants to be told of each stale read, once the cluster has settled', () => {
    const untold = (settledMs: number | undefined): readonly string[] =>
      judged((simulation) => {
        simulation.settledMs = settledMs;
        const { truth, cluster } = simulation;
        const [key] = [...truth.keys.keys()];
        truth.reads.read(cluster.nodes[0] ?? assert.fail(), [key ?? assert.fail()], 0, Infinity);
      }).problems.filter((problem) => /n0 counted \d+ stale reads/.test(problem));
    assert.deepEqual([untold(100).length, untold(undefined).length], [1, 0]);
  });

  it('has apart what failed because its node was down, or took its clock for wrong', () => {
    const failed = (change: Partial<Operation>, clocksApart = false) => {
      const { availability } = judged(({ clients, truth }) => {
        Object.assign(clients.operations[0] ?? assert.fail(), change);
        if (clocksApart) truth.differences.fell('clocks_apart', 1);
      });
      return [availability?.failed, availability?.whileDown];
    };
    assert.deepEqual(failed({}), [0, 0]);
    assert.deepEqual(failed({ completedAtMs: undefined }), [0, 1]);
    const error = 'temporarily_unavailable';
    assert.deepEqual([failed({ error }), failed({ error }, true)], [[1, 0], [0, 1]]); // oxfmt-ignore
    assert.deepEqual(failed({ error: 'crash' }, true), [1, 0]);
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
    assert.match(run.problems.join('\n'), /n2 claims to hold \S+ \d+ of key \S+, and does not/);
  });

  it('has final reads of a set, but none after a restart without memory or where members change', () => {
    const rules = (changes: object): unknown => {
      const run = judged(() => undefined, { workload: 'g-set', ...changes });
      return run.verdict?.rules.some(({ rule }) => rule === 'nodes gave no final read');
    };
    assert.deepEqual(
      [{}, { crashes: 1, faultMs: 50 }, { restarts: 1, faultMs: 50 }, { memberChanges: 1 }].map(rules),
      [true, true, false, false],
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
