/**
 * Failure detection and the spread of one event in Serf, measured on real agents, beside the same figures of this project's SWIM and rumor
 * mongering in virtual time with the same settings: `npx tsx test/perf/serf/run.ts`. It needs Debian's package `serf`.
 */

import process from 'node:process';
import { summarize, type Summary } from '../../../src/base/summary.ts';
import { DEFAULT_SWIM, type SwimSettings } from '../../../src/core/membership/swim/swim-settings.ts';
import { DetectionExperiment } from '../../../src/simulate/detection/experiment.ts';
import { singleWrites } from '../../../src/simulate/reproduce/undisturbed.ts';
import { Simulation } from '../../../src/simulate/simulation.ts';
import { onLoopback, SerfAgents } from './agents.ts';

const NODES = 10;
const FAILURES = 10;
const EVENTS = 50;
/** What takes longer is left out: it may have come with a full exchange of state, which this profile makes each 15 s. */
const EVENT_LIMIT_MS = 1500;

/** What `-profile local` sets in memberlist: `DefaultLocalConfig`, and K = SuspicionMult − 2. */
const LOCAL: SwimSettings = {
  ...DEFAULT_SWIM,
  ...{ periodMs: 1000, answerMs: 200, indirectProbes: 1 },
  ...{ suspicionPeriods: 3, suspicionStretch: 6, confirmations: 1, retellings: 2 },
};
const LOCAL_GOSSIP = { fanout: 3, roundIntervalMs: 100, retransmits: 2 * Math.ceil(Math.log10(NODES + 1)) };

interface Measured {
  readonly first: readonly number[];
  readonly failed: readonly number[];
  readonly event: readonly number[];
}

/** Of each failure: how long until the first suspects, until all others call it failed; of each event: until all have it. In ms. */
async function ofSerf(): Promise<Measured> {
  const agents = await SerfAgents.start(await onLoopback(NODES), 'local');
  const first: number[] = [];
  const failed: number[] = [];
  const event: number[] = [];
  try {
    for (let i = 0; i < EVENTS; i++) {
      await agents.event('s0', `e${i}.`);
      const times = await agents.heard(new RegExp(`user-event: e${i}\\.`), agents.names);
      event.push(Math.max(...times) - Math.min(...times));
    }
    for (let i = 0; i < FAILURES; i++) {
      const name = `s${i % NODES}`;
      const from = agents.said.length;
      const killedAtMs = await agents.kill(name);
      const others = agents.names.filter((other) => other !== name);
      const times = await agents.heard(new RegExp(`EventMemberFailed: ${name} `), others, from);
      const suspected = agents.said
        .slice(from)
        .find(({ text }) => text.includes(`Suspect ${name} has failed`));
      first.push((suspected?.atMs ?? NaN) - killedAtMs);
      failed.push(Math.max(...times) - killedAtMs);
      process.stderr.write(`failure ${i + 1} of ${FAILURES}\n`);
      await agents.restart(name);
    }
  } finally {
    agents.stop();
  }
  return { first, failed, event };
}

/** The same of ours, many times: it costs nothing. */
function ofOurs(): string[] {
  const detection = new DetectionExperiment(
    {
      ...{ nodes: NODES, lossRatio: 0, hasLifeguard: true, slowNodes: 0 },
      ...{ seed: 1, failures: 200, nodeMinutes: NODES },
    },
    LOCAL,
  ).run();
  const { fanout, roundIntervalMs, retransmits } = LOCAL_GOSSIP;
  const simulation = new Simulation(
    ...singleWrites({
      ...{ seed: 1, nodes: NODES, writes: 200, apartMs: 10_000, latencyMs: 1 },
      gossip: {
        ...{ strategy: 'rumor-mongering', fanout, roundIntervalMs },
        ...{ rumorStop: 'blind-counter', rumorStopCount: retransmits * fanout },
      },
    }),
  );
  simulation.runThrough();
  const all = [...simulation.truth.writes.values()];
  const everywhere = all.filter(({ remaining }) => remaining === 0);
  const times = everywhere.map(({ lastHeldMs, acceptedAtMs }) => lastHeldMs - acceptedAtMs);
  const { first, failed } = detection;
  const lines = [first, failed].map((one) => line(one, 1));
  return [...lines, line(summarize(times), 1000), `${everywhere.length} of ${all.length}`];
}

/** @param perSec how many of its unit make a second */
function line({ p50, max }: Summary, perSec: number): string {
  return `${(p50 / perSec).toFixed(2)} (${(max / perSec).toFixed(2)})`;
}

const serf = await ofSerf();
const ours = ofOurs();
const inTime = serf.event.filter((ms) => ms < EVENT_LIMIT_MS);
const rows: [string, string][] = [
  ['first suspects after', line(summarize(serf.first), 1000)],
  ['all call it failed after', line(summarize(serf.failed), 1000)],
  ['an event is everywhere after', line(summarize(inTime), 1000)],
  [`events everywhere within ${EVENT_LIMIT_MS / 1000} s`, `${inTime.length} of ${EVENTS}`],
];
process.stdout.write(`${NODES} nodes, seconds: median (greatest)\n`);
rows.forEach(([what, theirs], i) => process.stdout.write(`| ${what} | ${theirs} | ${ours[i] ?? ''} |\n`));
