/** Every cell that is measured, and the tables of docs/failure-detection.md that they make. */

import { DEFAULT_SWIM } from '../../core/membership/swim/swim-settings.ts';
import { expectedDetectionPeriods, expectedFalseSuspicionsPerMin } from './expected.ts';
import { DetectionExperiment, type DetectionResult, type DetectionSettings } from './experiment.ts';

/** What is measured of small clusters is repeated more often. */
const FAILURES = { least: 5, most: 50, nodes: 3000 };
const NODE_MINUTES = 1000;
const SLOW = { nodes: 100, slowNodes: 4, nodeMinutes: 2000 };

export interface DetectionPlan {
  readonly nodes: readonly number[];
  readonly lossRatios: readonly number[];
  readonly seed: number;
  /** Whether detectors are measured within replicas, too. */
  readonly replicas?: boolean;
}

export interface DetectionReport {
  readonly plan: DetectionPlan;
  readonly results: readonly DetectionResult[];
  /** Without loss, where some members fall behind. */
  readonly withSlowNodes: readonly DetectionResult[];
}

/** Measures all cells, one at a time. @param next awaited after each, so that the caller can say how far it is and stop */
export async function measureDetection(
  plan: DetectionPlan,
  next: (done: number, of: number) => Promise<void>,
): Promise<DetectionReport> {
  const cells = plan.nodes.flatMap((nodes) =>
    plan.lossRatios.flatMap((lossRatio) => ways({ ...plain(nodes, plan.seed), lossRatio }, plan)),
  );
  const slow = ways({ ...plain(SLOW.nodes, plan.seed), ...SLOW, failures: 0 }, plan);
  const results: DetectionResult[] = [];
  for (const settings of [...cells, ...slow]) {
    results.push(new DetectionExperiment(settings).run());
    await next(results.length, cells.length + slow.length);
  }
  return { plan, results: results.slice(0, cells.length), withSlowNodes: results.slice(cells.length) };
}

function plain(nodes: number, seed: number): DetectionSettings {
  const failures = Math.round(Math.min(FAILURES.most, Math.max(FAILURES.least, FAILURES.nodes / nodes)));
  return {
    nodes,
    seed,
    failures,
    lossRatio: 0,
    hasLifeguard: false,
    slowNodes: 0,
    nodeMinutes: NODE_MINUTES,
  };
}

function ways(settings: DetectionSettings, { replicas = false }: DetectionPlan): DetectionSettings[] {
  const alone = [false, true].map((hasLifeguard) => ({ ...settings, hasLifeguard }));
  return replicas ? [...alone, { ...settings, hasLifeguard: true, inReplicas: true }] : alone;
}

/** As Markdown. */
export function detectionTables({ results, withSlowNodes }: DetectionReport): string {
  const rows = results.map((result) => {
    const { settings, first, nearlyAll, failed, falseSuspicionsPerMin, falseFailuresPerMin } = result;
    const { nodes, lossRatio } = settings;
    return [
      ...[`${nodes}`, `${round(100 * lossRatio, 1)} %`, nameOf(settings)],
      `${round(first.mean, 2)} (${round(expectedDetectionPeriods(nodes), 2)})`,
      ...[round(nearlyAll.mean, 1), round(failed.mean, 1)],
      `${round(falseSuspicionsPerMin, 3)} (${round(expectedFalseSuspicionsPerMin(lossRatio, DEFAULT_SWIM, nodes), 3)})`,
      ...[round(falseFailuresPerMin, 4), round(result.messagesPerNodePerSec, 1)],
    ];
  });
  const slow = withSlowNodes.map(
    ({ settings, falseSuspicionsPerMin, falseFailuresPerMin, slowFailuresPerMin }) => [
      ...[nameOf(settings), round(falseSuspicionsPerMin, 3), round(falseFailuresPerMin, 4)],
      round(slowFailuresPerMin, 3),
    ],
  );
  return [table(HEAD, rows), table(SLOW_HEAD, slow)].join('\n\n');
}

const HEAD = [
  ...[
    'nodes',
    'loss',
    'protocol',
    'first suspects after (expected)',
    '99 % suspect after',
    '99 % call it failed after',
  ],
  ...['false suspicions (expected)', 'false failures', 'messages a second'],
];

const SLOW_HEAD = ['protocol', 'false suspicions', 'false failures', 'slow members called failed'];

function nameOf({ hasLifeguard, inReplicas = false }: DetectionSettings): string {
  if (inReplicas) return 'in replicas';
  return hasLifeguard ? 'Lifeguard' : 'SWIM';
}

function round(value: number, digits: number): string {
  return value.toFixed(digits);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
