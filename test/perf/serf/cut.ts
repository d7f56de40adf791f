/**
 * Failure detection of Serf's agents and of our services under the same cuts, in the same network namespaces: `npx tsx
 * test/perf/serf/cut.ts`, as root, after `npm run build`. It needs Debian's packages `serf`, `iproute2` and `iptables`.
 */

import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { summarize } from '../../../src/base/summary.ts';
import { SerfAgents } from './agents.ts';
import { Namespaces } from './namespaces.ts';
import { Services } from './services.ts';
import type { Speakers } from './speakers.ts';

const NODES = 6;
const CUTS = 4;
const LOSS_RATIOS = [0, 0.05];
/** For so long nothing happens, and whoever is suspected is alive. */
const QUIET_MS = 60_000;

/** A cluster, and in which words its members say what they find of one of them. */
interface Subject {
  readonly what: string;
  readonly speakers: Speakers;
  readonly names: readonly string[];
  readonly suspects: (name: string) => RegExp;
  readonly failed: (name: string) => RegExp;
  readonly isBack: (name: string) => RegExp;
  /** By a probe of its own. */
  readonly accuses: RegExp;
}

interface Times {
  readonly first: number[];
  readonly failed: number[];
}

function subjectsOf(serf: SerfAgents, services: Services): Subject[] {
  const says = (msg: string) => (name: string) => new RegExp(`"${msg}".*"peer":"${name}"`);
  return [
    {
      ...{ what: 'Serf', speakers: serf, names: serf.names },
      suspects: (name) => new RegExp(`Suspect ${name} has failed`),
      failed: (name) => new RegExp(`EventMemberFailed: ${name} `),
      isBack: (name) => new RegExp(`EventMemberJoin: ${name} `),
      accuses: /Suspect \w+ has failed/,
    },
    {
      ...{ what: 'ours', speakers: services, names: services.names },
      suspects: says('a peer is suspected'),
      failed: says('a peer counts as failed'),
      isBack: says('a peer is alive again'),
      accuses: /"a peer is suspected".*"ownProbe":true/,
    },
  ];
}

/** Suspicions of members that are alive, by probes of those who say so. */
function falseSuspicions({ speakers, accuses }: Subject, from: number): number {
  return speakers.said.slice(from).filter(({ text }) => accuses.test(text)).length;
}

/** @returns how long it took after the cut until the first of the others suspected it, and until all called it failed */
async function cutOff(
  machines: Namespaces,
  subjects: readonly Subject[],
  i: number,
): Promise<[number, number][]> {
  const begins = subjects.map(({ speakers }) => speakers.said.length);
  const cutAtMs = machines.cut(i);
  const found = subjects.map(async ({ speakers, names, suspects, failed }, at): Promise<[number, number]> => {
    const [name = '', from = 0] = [names[i], begins[at]];
    const others = names.filter((other) => other !== name);
    const lastMs = Math.max(...(await speakers.heard(failed(name), others, from)));
    const isFirst = ({ by, text }: (typeof speakers.said)[number]): boolean =>
      by !== name && suspects(name).test(text);
    const firstMs = speakers.said.slice(from).find(isFirst)?.atMs ?? NaN;
    return [firstMs - cutAtMs, lastMs - cutAtMs];
  });
  const times = await Promise.all(found);
  const healed = subjects.map(({ speakers }) => speakers.said.length);
  machines.heal(i);
  await Promise.all(
    subjects.map(({ speakers, names, isBack }, at) => {
      const name = names[i] ?? '';
      return speakers.heard(
        isBack(name),
        names.filter((other) => other !== name),
        healed[at],
      );
    }),
  );
  return times;
}

const seconds = (times: readonly number[]): string => {
  const { p50, max } = summarize(times);
  return `${(p50 / 1000).toFixed(2)} (${(max / 1000).toFixed(2)})`;
};

const machines = new Namespaces(NODES);
const places = Array.from({ length: NODES }, (_, i) => ({
  ...{ name: `s${i}`, bind: `${machines.addressOf(i)}:7946`, rpc: '127.0.0.1:7373' },
  prefix: machines.prefixOf(i),
}));
let serf: SerfAgents | undefined;
let services: Services | undefined;
try {
  services = await Services.start(NODES, machines);
  serf = await SerfAgents.start(places, 'lan');
  const subjects = subjectsOf(serf, services);
  process.stdout.write(`${NODES} nodes, ${CUTS} cuts, seconds: median (greatest)\n`);
  process.stdout.write(
    '| loss | who | first suspects after | all call it failed after | false suspicions a node and minute |\n',
  );
  for (const ratio of LOSS_RATIOS) {
    machines.lose(ratio);
    const begins = subjects.map(({ speakers }) => speakers.said.length);
    await setTimeout(QUIET_MS);
    const accused = subjects.map((subject, at) => falseSuspicions(subject, begins[at] ?? 0));
    const all = subjects.map((): Times => ({ first: [], failed: [] }));
    for (let i = 0; i < CUTS; i++) {
      const times = await cutOff(machines, subjects, i % NODES);
      times.forEach(([first, failed], at) => {
        all[at]?.first.push(first);
        all[at]?.failed.push(failed);
      });
      process.stderr.write(`loss ${ratio}: cut ${i + 1} of ${CUTS}\n`);
    }
    all.forEach(({ first, failed }, at) => {
      const perMinute = (accused[at] ?? 0) / ((NODES * QUIET_MS) / 60_000);
      process.stdout.write(
        `| ${100 * ratio} % | ${subjects[at]?.what} | ${seconds(first)} | ${seconds(failed)} | ${perMinute.toFixed(2)} |\n`,
      );
    });
  }
} finally {
  serf?.stop();
  services?.stop();
  machines.remove();
}
