/** A node's observers together: counting starts with the first line, the rest is loaded after `init_ok` was sent. */

import process from 'node:process';
import type { NodeEvent, TraceIds } from '../core/events.ts';
import { createLogger, type Logger } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics/metrics.ts';
import { Recorder } from '../observe/metrics/recorder.ts';
import type { Tracing } from '../observe/tracing/tracing.ts';
import { tracingConfigured } from '../observe/tracing/tracing-configured.ts';
import type { GossipBody, GossipKind } from '../protocol/gossip.ts';
import type { Identity } from '../workload/identity.ts';
import type { ReportReply } from '../protocol/envelope.ts';
import type { LogEvent } from '../durable/log/log-host.ts';
import { now } from './clock.ts';
import { IncidentLog } from './incident-log.ts';
import type { NodeSettings } from './settings.ts';
import type { Telemetry } from './telemetry.ts';

/** A node that is not initialised by then opens its endpoint all the same, so that its health can be checked. */
const WAITING_AFTER_MS = 250;

/** At the end, telemetry has this long to be flushed, even if no collector listens. */
const CLOSE_LIMIT_MS = 900;

export class Observers implements Telemetry {
  /** Undefined unless tracing is configured. The tracer is ready before the first write arrives. */
  readonly traceIds: TraceIds | undefined;
  readonly #settings: NodeSettings;
  readonly #version: string;
  readonly #recorder = new Recorder();
  #log: Logger;
  #incidents: IncidentLog;
  #metrics: Promise<Metrics> | undefined;
  #tracing: Tracing | undefined;
  #endpointOpened: boolean;

  /** @param opensEndpoint whether it serves the metrics itself: a service does that in its API */
  constructor(settings: NodeSettings, version: string, opensEndpoint = true) {
    this.#settings = settings;
    this.#version = version;
    this.#endpointOpened = !opensEndpoint;
    this.#log = createLogger({ level: settings.logLevel });
    this.#incidents = new IncidentLog(this.#log);
    // Any other port depends on the node's place in node_ids, which comes with init.
    if (opensEndpoint && settings.metricsPort === 0)
      setTimeout(() => void this.#openEndpoint(0), WAITING_AFTER_MS).unref();
    if (!tracingConfigured(process.env)) return;
    this.traceIds = {
      forWrite: (parent, acceptedAtMs) => this.#tracing?.forWrite(parent, acceptedAtMs),
      forApply: (parent, departedAtMs) => this.#tracing?.forApply(parent, departedAtMs),
    };
  }

  get log(): Logger {
    return this.#log;
  }

  /** Undefined before the node is initialised. */
  get metrics(): Promise<Metrics> | undefined {
    return this.#metrics;
  }

  record(events: readonly NodeEvent[], elapsedMs: number, atMs: number): void {
    this.#recorder.record(events, elapsedMs);
    this.#incidents.record(events, atMs);
    this.#tracing?.record(events);
  }

  message(direction: 'sent' | 'received', kind: GossipKind, bytes: number): void {
    this.#recorder.message(direction, kind, bytes);
  }

  kept(event: LogEvent): void {
    if (event.type === 'committed') this.#recorder.committed(event.elapsedMs, event.records, event.bytes);
    else if (event.type === 'size') this.#recorder.dataBytes(event.bytes);
    else if (event.type === 'full') {
      this.#recorder.diskFull(event.isFull);
      if (event.isFull) this.#log.error('the disk is full: writes are refused until there is room again');
      else this.#log.info('there is room on the disk again: writes are accepted');
    } else if (event.type === 'not_shortened')
      this.#log.warn('the log on disk could not be shortened', { reason: event.reason });
  }

  /** The node has what processes before it kept. @param tornBytes that were being written when the last one was stopped */
  recalled(elapsedMs: number, tornBytes: number): void {
    this.#recorder.recovered(elapsedMs);
    if (tornBytes > 0)
      this.#log.warn('the end of the log was never written: it is cut off, and nobody was promised it', {
        tornBytes,
      });
  }

  departed(dest: string, body: GossipBody, bytes: number): void {
    if (this.#tracing === undefined || !this.#settings.traceSends) return;
    const traceparents = (body.entries ?? []).flatMap((entry) => entry[6] ?? []);
    this.#tracing.sent({ dest, kind: body.type, bytes, departedAtMs: body.at, traceparents });
  }

  async report({
    report,
    withSketches,
  }: Pick<ReportReply, 'report' | 'withSketches'>): Promise<Record<string, unknown>> {
    const [{ benchReport, benchStats }, metrics] = await Promise.all([
      import('../observe/metrics/stats.ts'),
      this.#metrics,
    ]);
    if (metrics === undefined) throw new Error('a report needs an initialised node');
    const { registry } = metrics;
    return {
      ...(await (report === 'bench_report' ? benchReport(registry) : benchStats(registry, { withSketches }))),
    };
  }

  async initialised({ node, nodes }: Identity): Promise<void> {
    this.#log = this.#log.child({ node });
    this.#incidents = new IncidentLog(this.#log);
    this.#metrics = this.#loadMetrics(node);
    if (this.traceIds !== undefined) this.#tracing = await this.#startTracing(node);
    const { metricsPort } = this.#settings;
    void this.#openEndpoint(metricsPort === 0 ? 0 : metricsPort + nodes.indexOf(node));
  }

  async close(): Promise<void> {
    await this.#tracing?.shutdown(CLOSE_LIMIT_MS);
  }

  async #loadMetrics(node: string): Promise<Metrics> {
    const { consoleToStderr } = await import('../observe/console-to-stderr.ts');
    consoleToStderr();
    const { createMetrics } = await import('../observe/metrics/metrics.ts');
    const { strategy, workload } = this.#settings;
    return createMetrics(this.#recorder, { version: this.#version, node, strategy, workload });
  }

  /** Only the first call opens it. */
  async #openEndpoint(port: number): Promise<void> {
    if (this.#endpointOpened) return;
    this.#endpointOpened = true;
    const [{ startScrapeServer }] = await Promise.all([
      import('../observe/metrics/scrape-server.ts'),
      // Before anybody can connect: where few files may be open, connections leave none to load the rest with.
      import('../observe/metrics/metrics.ts'),
      import('../observe/metrics/stats.ts'),
      import('../observe/console-to-stderr.ts'),
    ]);
    const endpoint = await startScrapeServer({
      host: this.#settings.metricsHost,
      port,
      metrics: { text: async () => (await this.#metrics)?.text() ?? '# EOF\n' },
      isReady: () => this.#metrics !== undefined,
    });
    if (!endpoint.ok) {
      this.#log.warn(endpoint.error);
      return;
    }
    if (endpoint.warning !== undefined) this.#log.warn(endpoint.warning);
    this.#log.info('metrics endpoint', { url: endpoint.url });
  }

  async #startTracing(node: string): Promise<Tracing> {
    await this.#metrics;
    const { startTracing } = await import('../observe/tracing/start-tracing.ts');
    const { convergenceTimeoutMs, traceSends } = this.#settings;
    return startTracing({
      nodeId: node,
      version: this.#version,
      convergenceTimeoutMs,
      traceSends,
      now,
      log: this.#log,
      droppedSpans: (count) => this.#recorder.droppedSpans(count),
    });
  }
}
