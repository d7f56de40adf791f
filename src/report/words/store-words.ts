/** What text and page say of a store in the same way: names of replicas, and the rows of figures. */

import type { Summary } from '../../base/summary.ts';
import type { StoreReport, StoreReplica, StoreRun } from '../schema/store-schema.ts';
import { formatDuration, formatNumber, UNKNOWN } from './format.ts';

/** A replica of a run, under a name that no other has. */
export interface NamedReplica {
  readonly name: string;
  readonly run: StoreRun;
  readonly replica: StoreReplica;
  readonly runIndex: number;
  readonly replicaIndex: number;
}

/** @param names of the runs */
export function namedReplicas(runs: readonly StoreRun[], names: readonly string[]): NamedReplica[] {
  return runs.flatMap((run, runIndex) =>
    run.replicas.map((replica, replicaIndex) => ({
      name: runs.length === 1 ? replica.name : `${names[runIndex] ?? ''}, ${replica.name}`,
      ...{ run, replica, runIndex, replicaIndex },
    })),
  );
}

/** `Redis 7.0.15 at redis://…`, or the address alone where nothing was measured. */
export function targetOf({ runs, settings }: StoreReport): string {
  const product = runs[0]?.product;
  return product === undefined ? settings.target : `${product} at ${settings.target}`;
}

/** The load, and the links. */
export function storeLoad({ settings: s }: StoreReport): string[] {
  const links = s.links.map(({ port, host, hostPort }) => `:${port} to ${host}:${hostPort}`);
  const way = [
    `${formatDuration(s.latencyMs)} each way`,
    ...(s.jitterMs > 0 ? [`jitter ±${formatDuration(s.jitterMs)}`] : []),
    ...(s.bandwidthMbitPerSec === null ? [] : [`${s.bandwidthMbitPerSec} Mbit/s`]),
  ];
  return [
    `at most ${formatNumber(s.ratePerSec * (1 - s.readRatio), 'perSec')} writes and ${formatNumber(s.ratePerSec * s.readRatio, 'perSec')} reads a second of ${s.keys} ${s.keys === 1 ? 'key' : 'keys'} for ${formatDuration(s.durationMs)}`,
    ...(links.length === 0 ? [] : [`linked ${links.join(', ')}: ${way.join(', ')}`]),
  ];
}

/** One row of the table of answers. */
export interface StoreFigure {
  readonly label: string;
  readonly of: (run: StoreRun) => string;
}

export interface StoreSection {
  readonly title: string;
  readonly figures: readonly StoreFigure[];
}

const time = (summary: Summary | undefined, pick: (summary: Summary) => number): string =>
  summary === undefined || summary.count === 0 ? UNKNOWN : formatDuration(pick(summary));

const QUANTILES = [
  ['half within', ({ p50 }: Summary) => p50],
  ['99 % within', ({ p99 }: Summary) => p99],
  ['the slowest within', ({ max }: Summary) => max],
] as const;

/** How long until a write was visible. */
function visible(of: (run: StoreRun) => StoreRun['everywhere'] | undefined): StoreFigure[] {
  return [
    ...QUANTILES.map(([label, pick]) => ({ label, of: (run: StoreRun) => time(of(run)?.visibleMs, pick) })),
    {
      label: 'less by up to (half, 99 %)',
      of: (run) =>
        `${time(of(run)?.resolutionMs, ({ p50 }) => p50)}, ${time(of(run)?.resolutionMs, ({ p99 }) => p99)}`,
    },
  ];
}

/** A section for all replicas, and one for each. */
export function storeSections(runs: readonly StoreRun[]): StoreSection[] {
  const names = [...new Set(runs.flatMap(({ replicas }) => replicas.map(({ name }) => name)))];
  return [
    {
      title: 'an acknowledged write was visible at every replica',
      figures: visible(({ everywhere }) => everywhere),
    },
    ...names.map((name) => {
      const at = (run: StoreRun): StoreReplica | undefined => run.replicas.find((one) => one.name === name);
      return { title: `at ${name}`, figures: [...visible(at), ...staleness(at)] };
    }),
    ...(runs.some(({ failover }) => failover !== null)
      ? [{ title: 'writes that failed', figures: FAILOVER }]
      : []),
    { title: 'the store', figures: STORE },
  ];
}

function staleness(at: (run: StoreRun) => StoreReplica | undefined): StoreFigure[] {
  const stale = (run: StoreRun): StoreReplica['stale'] | undefined => at(run)?.stale;
  return [
    {
      label: 'stale reads',
      of: (run) => {
        const [found, reads] = [stale(run), at(run)?.reads.ok ?? 0];
        return found === undefined || reads === 0
          ? UNKNOWN
          : `${formatNumber(found.share, 'share')} (${formatNumber(found.count, 'count')} of ${formatNumber(reads, 'count')})`;
      },
    },
    {
      label: '  by (half, the oldest)',
      of: (run) =>
        (stale(run)?.count ?? 0) === 0
          ? UNKNOWN
          : `${time(stale(run)?.ageMs, ({ p50 }) => p50)}, ${time(stale(run)?.ageMs, ({ max }) => max)}`,
    },
    { label: 'writes never shown', of: (run) => formatNumber(at(run)?.pending ?? null, 'count') },
  ];
}

const FAILOVER: readonly StoreFigure[] = [
  {
    label: 'longest time without a writer',
    of: ({ failover }) => (failover === null ? UNKNOWN : formatDuration(failover.longestMs)),
  },
  {
    label: 'acknowledged writes lost',
    of: ({ failover }) => formatNumber(failover?.lost ?? null, 'count'),
  },
  {
    label: 'who took writes',
    of: ({ failover }) => failover?.writers.map(({ name }) => name).join(', ') ?? UNKNOWN,
  },
];

const STORE: readonly StoreFigure[] = [
  { label: 'writes acknowledged', of: ({ writes }) => formatNumber(writes.acknowledged, 'count') },
  {
    label: '  half within, 99 % within',
    of: ({ writes: { latencyMs } }) =>
      `${time(latencyMs, ({ p50 }) => p50)}, ${time(latencyMs, ({ p99 }) => p99)}`,
  },
];

/** What became of the acknowledged writes where no check failed, and whether that is good. */
export function endOf(runs: readonly StoreRun[]): { readonly text: string; readonly isGood: boolean } {
  const lost = runs.reduce((sum, { failover }) => sum + (failover?.lost ?? 0), 0);
  const text = 'every acknowledged write was shown by every replica in the end';
  return lost === 0
    ? { text, isGood: true }
    : { text: `${text}, but for ${formatNumber(lost, 'count')} that a fail-over lost`, isGood: false };
}

/** What the client may count on, for each run that says something else than the one before. */
export function claimsOf(runs: readonly StoreRun[], names: readonly string[]): string[] {
  const said = new Set(runs.map(({ claims }) => claims.says));
  return said.size === 1
    ? [...said]
    : runs.flatMap(({ claims }, index) =>
        runs[index - 1]?.claims.says === claims.says ? [] : [`${names[index] ?? ''}: ${claims.says}`],
      );
}
