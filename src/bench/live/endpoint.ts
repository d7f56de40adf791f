/** One scrape endpoint for the whole cluster while the bench runs: every node's metrics, and the bench's own view. */

import { createBenchMetrics, type BenchMetrics } from '../../observe/metrics/bench-metrics.ts';
import { startScrapeServer, type ScrapeServer } from '../../observe/metrics/scrape-server.ts';
import { joinPages } from '../accounts/exposition.ts';
import type { LiveView } from './view.ts';
import { scrape } from '../accounts/node-stats.ts';

export const ENDPOINT_HOST = '127.0.0.1';

export interface Endpoint {
  readonly metrics: BenchMetrics;
  readonly server: ScrapeServer;
}

export async function startEndpoint(port: number, view: LiveView, host = ENDPOINT_HOST): Promise<Endpoint> {
  const metrics = createBenchMetrics((name, labels) => view.read(name, labels));
  const server = await startScrapeServer({
    host,
    port,
    metrics: { text: () => everything(view, metrics) },
    isReady: () => view.phase !== 'start',
  });
  return { metrics, server };
}

/** A node that does not answer is left out of this scrape; `gossip_bench_nodes_running` tells how many there are. */
async function everything(view: LiveView, metrics: BenchMetrics): Promise<string> {
  const urls = [...(view.run?.cluster.metricsUrls ?? [])];
  const pages = await Promise.all(
    urls.map(async ([name, url]) => [name, await scrape(url).catch(() => '')] as const),
  );
  return joinPages(new Map([['', await metrics.text()], ...pages]));
}
