/** What carrying lines to agents and back came to: who ran what, what was lost on the way, how long it took, and how far apart the clocks are. */

import type { RecordableHistogram } from 'node:perf_hooks';
import { compareText } from '../../base/order.ts';
import type { AgentLink } from './agent-link.ts';
import type { Carried } from './remote-process.ts';

export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface AgentAccount {
  readonly name: string;
  readonly host: string;
  readonly cpus: number;
  readonly nodes: readonly string[];
  readonly clock: { readonly offsetMs: number; readonly boundMs: number };
  readonly roundTripMs: Times;
  /** From the bench until the lines were written, and from when they were read until the bench had them. */
  readonly thereMs: Times;
  readonly backMs: Times;
  /** Of processes whose both ends were counted. */
  readonly linesToNodes: Carried;
  readonly linesFromNodes: Carried;
  /** Messages of NATS that never came, by direction. */
  readonly missing: { readonly there: number; readonly back: number };
  /** Undefined: it was there until the end. */
  readonly gone: { readonly atMs: number; readonly why: string } | undefined;
}

/** What one node's lines lost on the way. */
export interface Gap {
  readonly node: string;
  readonly agent: string;
  readonly toNode: number;
  readonly fromNode: number;
}

export interface AgentsAccount {
  readonly agents: readonly AgentAccount[];
  readonly gaps: readonly Gap[];
  /** How far apart any two clocks may have been. */
  readonly farthestMs: number;
}

export function agentsAccount(
  links: readonly AgentLink[],
  places: ReadonlyMap<string, string>,
  farthestMs: number,
): AgentsAccount {
  const sorted = [...links].sort((a, b) => compareText(a.name, b.name));
  return {
    agents: sorted.map((link) => accountOf(link, places)),
    gaps: sorted.flatMap(gapsOf),
    farthestMs,
  };
}

function accountOf(link: AgentLink, places: ReadonlyMap<string, string>): AgentAccount {
  const { name, key, here, clock, whyGone, lastHeardMs } = link;
  const counted = [...link.processes.values()].filter(({ isCounted }) => isCounted);
  return {
    name,
    host: here?.host ?? '',
    cpus: here?.cpus ?? 0,
    nodes: [...places].flatMap(([node, agent]) => (agent === key ? [node] : [])),
    clock: { offsetMs: clock.offsetMs, boundMs: clock.boundMs(lastHeardMs) },
    roundTripMs: timesOf(link.roundTrip),
    thereMs: timesOf(link.there),
    backMs: timesOf(link.back),
    linesToNodes: sumOf(counted.map(({ toNode }) => toNode)),
    linesFromNodes: sumOf(counted.map(({ fromNode }) => fromNode)),
    missing: { there: link.missingThere, back: link.missingBack },
    gone: whyGone === undefined ? undefined : { atMs: lastHeardMs, why: whyGone },
  };
}

/** By node, its lives together. */
function gapsOf({ name: agent, processes }: AgentLink): Gap[] {
  const byNode = new Map<string, { toNode: number; fromNode: number }>();
  for (const { name, toNode, fromNode, isCounted } of processes.values()) {
    const gap = byNode.get(name) ?? { toNode: 0, fromNode: 0 };
    if (isCounted) gap.toNode += toNode.sent - toNode.arrived;
    gap.fromNode += fromNode.sent - fromNode.arrived;
    byNode.set(name, gap);
  }
  return [...byNode].flatMap(([node, gap]) =>
    gap.toNode === 0 && gap.fromNode === 0 ? [] : { node, agent, ...gap },
  );
}

function sumOf(all: readonly Carried[]): Carried {
  return {
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    arrived: all.reduce((sum, { arrived }) => sum + arrived, 0),
  };
}

function timesOf(histogram: RecordableHistogram): Times {
  if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
  const ms = (us: number): number => us / 1000;
  return { p50: ms(histogram.percentile(50)), p99: ms(histogram.percentile(99)), max: ms(histogram.max) };
}
