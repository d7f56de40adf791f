/** What the table shows, in its order: each figure is a label, a unit, and how to find it in a run. */

import type { Unit } from './format.ts';
import type { Summary } from '../../base/summary.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import { sharesState } from './describe-mix.ts';

export interface Figure {
  readonly label: string;
  readonly unit: Unit;
  readonly of: (run: Run) => number | null;
  /** What this and the figures after it are, where the label does not say it. */
  readonly means?: string;
}

export interface Section {
  readonly title: string;
  readonly figures: readonly Figure[];
}

const figure = (label: string, unit: Unit, of: (run: Run) => number | null): Figure => ({ label, unit, of });

const QUANTILES = ['p50', 'p95', 'p99', 'max'] as const;

/** The quantiles of a distribution; null where it is empty or not known. */
function distribution(label: string, unit: Unit, of: (run: Run) => Summary | null): Figure[] {
  return QUANTILES.map((name) =>
    figure(`${label} ${name}`, unit, (run) => {
      const summary = of(run);
      return summary === null || summary.count === 0 ? null : summary[name];
    }),
  );
}

const errorsOf = ({ operations: { reads, writes } }: Run): number =>
  [...Object.values(reads.errors), ...Object.values(writes.errors)].reduce((sum, count) => sum + count, 0);

function clients(runs: readonly Run[], settings: Pick<Settings, 'workload'>): Section {
  const isShared = sharesState(settings);
  const names = runs
    .flatMap(({ operations }) => [operations.reads.errors, operations.writes.errors])
    .flatMap(Object.keys);
  return {
    title: 'clients',
    figures: [
      ...(isShared ? [figure('writes', 'count', (run) => run.operations.writes.ok)] : []),
      figure(isShared ? 'reads' : 'requests', 'count', (run) => run.operations.reads.ok),
      figure('availability', 'share', (run) => run.availability?.share ?? null),
      figure('errors', 'count', errorsOf),
      ...[...new Set(names)].map((name) =>
        figure(
          `  ${name}`,
          'count',
          ({ operations: { reads, writes } }) => (reads.errors[name] ?? 0) + (writes.errors[name] ?? 0),
        ),
      ),
      figure('throughput (operations/s)', 'perSec', (run) => run.operations.throughputPerSec),
      ...distribution('write latency (ms)', 'ms', (run) => run.clientLatencyMs.writes),
      ...distribution(
        `${isShared ? 'read' : 'request'} latency (ms)`,
        'ms',
        (run) => run.clientLatencyMs.reads,
      ),
    ],
  };
}

/** A way to say how long writes took. The most telling ones come first. */
const FAMILIES: readonly {
  readonly label: string;
  readonly means: string;
  readonly of: (run: Run) => Summary | null;
}[] = [
  {
    label: 'convergence (ms)',
    means: 'from acceptance until the last replica held it',
    // One for one thing: what the nodes report beside what was observed stands in the audit.
    of: (run) => run.observedConvergenceMs ?? run.convergenceMs,
  },
  {
    label: 'convergence, probed (ms, at most)',
    means: 'from sending a write until the last node had shown it',
    of: (run) => run.probes?.convergenceMs ?? null,
  },
  {
    label: 'of this, not known (ms)',
    means: 'how much less it may have been',
    of: (run) => run.probes?.resolutionMs ?? null,
  },
  {
    label: 'stable latency (ms, at least)',
    means: 'until the last read that missed the value',
    of: (run) => run.broadcast?.stableLatencyMs ?? null,
  },
  {
    label: 'seen everywhere (ms, at most)',
    means: 'until every node had shown the value',
    of: (run) => run.broadcast?.seenEverywhereMs ?? null,
  },
  {
    label: 'confirmed (ms)',
    means: 'until the origin knew of all, on its clock alone',
    of: (run) => run.confirmedMs,
  },
  {
    label: 'propagation (ms)',
    means: 'until a replica applied it, for each replica',
    of: (run) => run.propagationMs,
  },
];

/** More would not be told apart. */
const MAX_FAMILIES = 3;

/** Writes that were followed from outside. */
const PROBES = [
  figure('writes probed', 'count', (run) => run.probes?.writes ?? null),
  figure('  acknowledged', 'count', (run) => run.probes?.acknowledged ?? null),
  figure('  seen in messages', 'count', (run) =>
    run.outside === undefined ? (run.probes?.seenOnWire ?? null) : null,
  ),
  figure('  shown by every node', 'count', (run) => run.probes?.convergenceMs.count ?? null),
  figure('  lost with a killed node', 'count', (run) => run.probes?.lost ?? null),
  figure('  never shown by some node', 'count', (run) => run.probes?.pending ?? null),
];

function convergence(runs: readonly Run[]): Section {
  const known = FAMILIES.filter(({ of }) => runs.some((run) => (of(run)?.count ?? 0) > 0));
  return {
    title: 'convergence',
    figures: [
      ...known.slice(0, MAX_FAMILIES).flatMap(({ label, means, of }) => {
        const [first, ...others] = distribution(label, 'ms', of);
        return first === undefined ? [] : [{ ...first, means }, ...others];
      }),
      ...PROBES,
    ],
  };
}

/** The share of all messages that the busiest node sent: 1 / n where the load is even; null where nothing was sent. */
export function busiestShare({ nodes, messages: { sent } }: Run): number | null {
  return sent === 0 ? null : Math.max(...nodes.map((node) => node.sent.messages)) / sent;
}

/** What falls to a part of the messages; null where it is not known per write. */
export function messagesPerWrite(
  { messages: { perWrite, sent, ofDetection } }: Run,
  part = 0,
): number | null {
  const counted = sent - (ofDetection?.messages ?? 0);
  return perWrite === null || counted === 0 ? null : (perWrite * part) / counted;
}

/** What falls to a part of the bytes; null where it is not known per write. */
export function bytesPerWrite(
  { messages: { bytesPerWrite: all, bytes, ofDetection } }: Run,
  part = 0,
): number | null {
  const counted = bytes - (ofDetection?.bytes ?? 0);
  return all === null || counted === 0 ? null : (all * part) / counted;
}

/** Of the bytes those of a kind; null where nobody counts them. */
export function bytesOfKindPerWrite(run: Run, kind: string): number | null {
  return run.outside === undefined ? bytesPerWrite(run, run.messages.byKind[kind]?.bytes) : null;
}

/** Of messages that the bench carried itself. */
function droppedAs(cause: string, run: Run): number | null {
  return run.outside === undefined ? (run.messages.dropped[cause] ?? 0) : null;
}

/** By cause: they have a row only where there were any. */
const SELDOM_DROPPED = {
  overflow: 'no room for more',
  unknown_destination: 'to nobody known',
  carrier: 'by NATS, on the way to an agent',
} as const;

function messages(runs: readonly Run[]): Section {
  const kinds = [...new Set(runs.flatMap((run) => Object.keys(run.messages.byKind)))];
  return {
    title: 'messages between nodes',
    figures: [
      figure('messages', 'count', (run) => run.messages.sent),
      figure(
        '  of these, for failure detection',
        'count',
        (run) => run.messages.ofDetection?.messages ?? null,
      ),
      figure('messages per write', 'ratio', (run) => run.messages.perWrite),
      ...kinds.map((kind) =>
        figure(`  ${kind} per write`, 'ratio', (run) =>
          messagesPerWrite(run, run.messages.byKind[kind]?.messages),
        ),
      ),
      figure('bytes per write', 'bytes', (run) => run.messages.bytesPerWrite),
      figure('  of these, for the traces', 'bytes', (run) => {
        const { traceContextBytes } = run.messages;
        return traceContextBytes === 0 ? null : bytesPerWrite(run, traceContextBytes);
      }),
      ...kinds.map((kind) =>
        figure(`  ${kind} bytes per write`, 'bytes', (run) => bytesOfKindPerWrite(run, kind)),
      ),
      figure('messages per operation', 'ratio', (run) => run.messages.perOperation),
      figure("busiest node's share of messages", 'share', busiestShare),
      figure('redundancy (duplicate/applied)', 'ratio', (run) => run.redundancy?.ratio ?? null),
      figure('dropped: partition', 'count', (run) => droppedAs('partition', run)),
      figure('dropped: loss', 'count', (run) => droppedAs('loss', run)),
      figure('dropped: by faults, as nodes count', 'count', ({ outside, messages: { dropped } }) =>
        outside === undefined ? null : (dropped['fault'] ?? 0),
      ),
      figure('dropped: node down', 'count', (run) =>
        run.processes === undefined ? null : (run.messages.dropped['down'] ?? 0),
      ),
      ...Object.entries(SELDOM_DROPPED).map(([cause, words]) =>
        figure(`dropped: ${words}`, 'count', ({ messages: { dropped } }) => {
          const count = dropped[cause] ?? 0;
          return count > 0 ? count : null;
        }),
      ),
    ],
  };
}

const STALENESS: Section = {
  title: 'stale reads',
  figures: [
    figure('stale reads', 'count', (run) => run.staleReads?.count ?? null),
    figure('share of reads', 'share', (run) => run.staleReads?.share ?? null),
    ...distribution('age (ms)', 'ms', (run) => run.staleReads?.ageMs ?? null),
    ...distribution('depth (versions)', 'ratio', (run) => run.staleReads?.depth ?? null),
    figure('values missed by a later read', 'count', (run) => run.broadcast?.stale ?? null),
  ],
};

const END: Section = {
  title: 'in the end',
  figures: [
    figure('writes pending', 'count', (run) => run.pendingAtEnd),
    figure('keys that lost a write', 'count', (run) => run.finalState?.lost.count ?? null),
    figure('keys that differ between nodes', 'count', (run) => run.finalState?.disagreeing.count ?? null),
    figure("writes lost with a node's memory", 'count', (run) => run.processes?.lost?.count ?? null),
    figure('settled after the load (ms)', 'ms', (run) => run.settledMs),
    figure("bench's own added delay p99 (ms)", 'ms', (run) =>
      run.outside === undefined ? run.bench.addedDelayMs.p99 : null,
    ),
  ],
};

/** What the workload's checker judged, and each of its rules with how often it was broken. */
function verdict(runs: readonly Run[]): Section {
  const namesOf = (pick: (part: NonNullable<Run['verdict']>) => string[]): string[] => [
    ...new Set(runs.flatMap((run) => (run.verdict === null ? [] : pick(run.verdict)))),
  ];
  const facts = namesOf((part) => Object.keys(part.facts));
  const rules = namesOf((part) => part.rules.map(({ rule }) => rule));
  return {
    title: "answers, by the rules of Maelstrom's checkers",
    figures: [
      ...facts.map((name) => figure(name, 'count', (run) => run.verdict?.facts[name] ?? null)),
      ...rules.map((name) =>
        figure(name, 'count', (run) => run.verdict?.rules.find(({ rule }) => rule === name)?.broken ?? null),
      ),
    ],
  };
}

/** Without the figures that no run has. */
export function sectionsFor(runs: readonly Run[], settings: Pick<Settings, 'workload'>): Section[] {
  return [clients(runs, settings), convergence(runs), messages(runs), STALENESS, verdict(runs), END]
    .map((section) => ({
      ...section,
      figures: section.figures.filter(({ of }) => runs.some((run) => of(run) !== null)),
    }))
    .filter(({ figures }) => figures.length > 0);
}

/** How exact the quantiles are that only the nodes know; null where there are none, and where all are exact. */
export function quantilesNote(runs: readonly Run[]): string | null {
  if (runs.some(({ outside }) => outside !== undefined))
    return 'Convergence and messages are as the nodes report them, quantiles exact to 1 %.';
  return runs.some(
    ({ nodes, convergenceMs }) =>
      (convergenceMs?.count ?? 0) > 0 && nodes.some(({ stats }) => stats !== null),
  )
    ? 'Convergence is as observed from outside. What only the nodes know (confirmed, propagation, age and depth of stale reads) has quantiles exact to 1 %.'
    : null;
}
