/** Keeps what a person sees while the bench runs up to date: on a terminal only, and leaves nothing of it behind. */

import process from 'node:process';
import { createLogUpdate } from 'log-update';
import { screenOf } from '../../report/text/paint.ts';
import { valueOf } from '../accounts/exposition.ts';
import { LiveHistory } from './history.ts';
import { liveText, type LiveState } from './text.ts';
import type { LiveRun, LiveView } from './view.ts';
import { scrapeSamples } from '../accounts/node-stats.ts';

const REFRESH_MS = 125;
/** Nodes know best how many reads were stale; each is asked for its metrics so often. */
const SCRAPE_MS = 1_000;

export interface Progress {
  stop(): void;
}

/** Shows nothing where stderr is no terminal, or one that cannot move its cursor: logs and pipes stay clean. */
export function startProgress(view: LiveView, now: () => number, stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY || process.env['TERM'] === 'dumb') return { stop: () => undefined };
  const update = createLogUpdate(stream);
  let shown: LiveRun | undefined;
  let history = new LiveHistory();
  let staleReads: number | null = null;
  const refresh = setInterval(() => {
    if (view.run !== shown) [shown, history, staleReads] = [view.run, new LiveHistory(), null];
    const state = stateOf(view, history, staleReads, now());
    if (state !== undefined) update(liveText(state, screenOf(stream, process.env)));
  }, REFRESH_MS);
  const poll = setInterval(() => {
    const asked = view.run;
    void countStaleReads(asked).then((count) => {
      if (asked === view.run) staleReads = count;
    });
  }, SCRAPE_MS);
  return {
    stop() {
      clearInterval(refresh);
      clearInterval(poll);
      update.clear();
      update.done();
    },
  };
}

/** Undefined before there is anything to show. */
function stateOf(
  { course, run, phase, loadEndsAtMs }: LiveView,
  history: LiveHistory,
  staleReads: number | null,
  nowMs: number,
): LiveState | undefined {
  if (course === undefined) return undefined;
  const { title, windows, durationMs } = course;
  const leftMs = Math.max(0, run === undefined ? durationMs : loadEndsAtMs - nowMs);
  const { traffic, wiretap } = run?.cluster.router ?? {};
  const partition = run?.network.partition?.groupsText;
  const { convergence } = wiretap ?? {};
  if (convergence !== undefined)
    history.look(convergence.convergedTimes.convergenceMs, partition !== undefined, nowMs);
  const writes = [...(run?.clients.served.values() ?? [])].reduce((sum, served) => sum + served.writes, 0);
  return {
    ...{ title, phase, windows, leftMs, partition, staleReads },
    share: Number.isFinite(durationMs) ? Math.min(1, 1 - leftMs / durationMs) : undefined,
    operations: run?.clients.started ?? 0,
    pending: convergence?.pending ?? 0,
    messagesPerWrite: traffic === undefined || writes === 0 ? null : traffic.messages / writes,
    spans: history.spans,
  };
}

async function countStaleReads(run: LiveRun | undefined): Promise<number | null> {
  const urls = [...(run?.cluster.metricsUrls.values() ?? [])];
  if (urls.length === 0) return null;
  const pages = await Promise.all(urls.map((url) => scrapeSamples(url)));
  return pages.reduce((sum, samples) => sum + valueOf(samples, 'gossip_stale_reads_total'), 0);
}
