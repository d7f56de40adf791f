/** Where a probe shows what it measures: a scrape endpoint, and traces where the environment asks for them. */

import process from 'node:process';
import type { ReplicationMetrics } from '../../observe/metrics/replication-metrics.ts';
import { startScrapeServer, type ScrapeServer } from '../../observe/metrics/scrape-server.ts';
import type { ProbeTracing } from '../../observe/tracing/probe-spans.ts';
import { tracingConfigured } from '../../observe/tracing/tracing-configured.ts';

export interface OutletOptions {
  readonly metricsHost: string;
  readonly metricsPort: number;
  readonly version: string;
  /** What to say of the beginning, in lines. */
  readonly onStarted: (line: string) => void;
}

/** Undefined: the environment asks for none, and nothing of OpenTelemetry is loaded. */
export async function tracingFor(
  target: string,
  { version, onStarted }: OutletOptions,
): Promise<ProbeTracing | undefined> {
  if (!tracingConfigured(process.env)) return undefined;
  const { startProbeTracing } = await import('../../observe/tracing/probe-spans.ts');
  return startProbeTracing(target, version, (text) => onStarted(`OpenTelemetry: ${text}`));
}

export async function scrapeServerFor(
  metrics: ReplicationMetrics,
  { metricsHost: host, metricsPort: port }: OutletOptions,
): Promise<ScrapeServer> {
  return await startScrapeServer({
    ...{ host, port },
    metrics: { text: () => metrics.text() },
    isReady: () => true,
  });
}

export function saidOf(server: ScrapeServer): string {
  return server.ok ? `metrics: ${server.url}` : server.error;
}
