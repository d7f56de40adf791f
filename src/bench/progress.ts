/** What a person sees while the bench runs: one line about now, on a terminal only. */

import { createLogUpdate } from 'log-update';
import type { LiveView } from './live-view.ts';
import { scrapeSamples } from './node-stats.ts';
import { valueOf } from './exposition.ts';

const REFRESH_MS = 200;
/** Nodes know best how many reads were stale; each is asked for its metrics so often. */
const SCRAPE_MS = 1_000;

export interface Progress {
  /** Ends the display and leaves nothing of it behind. */
  stop(): void;
}

/** Shows nothing where stderr is no terminal: logs and pipes stay clean. */
export function startProgress(view: LiveView, now: () => number, stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { stop: () => undefined };
  const update = createLogUpdate(stream);
  let staleReads: number | undefined;
  const refresh = setInterval(() => update(progressText(view, now(), staleReads)), REFRESH_MS);
  const poll = setInterval(() => {
    void countStaleReads(view).then((count) => (staleReads = count));
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

const PHASES = {
  start: 'starting nodes',
  load: 'load',
  settle: 'settling',
  check: 'checking',
  stop: 'stopping nodes',
  done: 'done',
} as const;

/** @param staleReads undefined where the nodes do not report them */
export function progressText(view: LiveView, nowMs: number, staleReads: number | undefined): string {
  const { run, phase } = view;
  if (run === undefined) return PHASES[phase];
  const { cluster, network, recorder } = run;
  const { traffic, wiretap } = cluster.router;
  const writes = [...recorder.served.values()].reduce((sum, served) => sum + served.writes, 0);
  const left = Math.max(0, Math.ceil((view.loadEndsAtMs - nowMs) / 1000));
  const parts = [
    run.scenario,
    phase === 'load' && Number.isFinite(left) ? `load, ${left} s left` : PHASES[phase],
    `${recorder.started} operations`,
    `${wiretap.convergence.pending} writes pending`,
    `${writes === 0 ? '–' : (traffic.messages / writes).toFixed(2)} messages/write`,
    `${staleReads ?? '–'} stale reads`,
    network.partition === undefined ? 'network whole' : `PARTITION ${network.partition.groupsText}`,
  ];
  return parts.join(' · ');
}

async function countStaleReads(view: LiveView): Promise<number | undefined> {
  const urls = [...(view.run?.cluster.metricsUrls.values() ?? [])];
  if (urls.length === 0) return undefined;
  const pages = await Promise.all(urls.map((url) => scrapeSamples(url)));
  return pages.reduce((sum, samples) => sum + valueOf(samples, 'gossip_stale_reads_total'), 0);
}
