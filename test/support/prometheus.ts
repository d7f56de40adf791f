/** Prometheus itself for tests (see needs.ts): the server scrapes what it is given and is asked over its API, promtool reads pages. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toTextFormat } from '../../src/observe/metrics/text-format.ts';
import { waitFor } from './wait-for.ts';

const READY_LIMIT_MS = 20_000;

/** What an instant query found: label values and the value. */
export interface QuerySample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface RangeSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

export interface PrometheusApi {
  query(promql: string): Promise<readonly QuerySample[]>;
  /** The values that each series had from one time to another (seconds since the epoch); not a number where it had none. */
  queryRange(promql: string, fromS: number, toS: number): Promise<readonly RangeSeries[]>;
  /** All series that a selector matches: their labels. */
  series(selector: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** The trace ids of the exemplars that it stored for these series. */
  exemplarTraceIds(selector: string): Promise<readonly string[]>;
}

export interface Prometheus extends PrometheusApi {
  stop(): Promise<void>;
}

const RANGE_STEP_S = 0.5;
const SCRAPE_INTERVAL = '500ms';

/** What `promtool check metrics` says of a scrape page, line by line. It reads the older text format only. */
export function promtoolComplaints(openMetrics: string): string[] {
  const input = toTextFormat(openMetrics);
  const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
}

/** @param targets `host:port`, scraped at /metrics twice a second */
export function startPrometheus(targets: readonly string[]): Promise<Prometheus> {
  return startPrometheusFor({ gossipscope: targets });
}

/** @param jobs the targets of each job */
export async function startPrometheusFor(
  jobs: Readonly<Record<string, readonly string[]>>,
): Promise<Prometheus> {
  const dir = mkdtempSync(join(tmpdir(), 'gossipscope-prometheus-'));
  const port = await freePort();
  writeFileSync(join(dir, 'prometheus.yml'), configOf(jobs));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const base = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${base}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
  await waitFor('Prometheus', isReady, READY_LIMIT_MS).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`Prometheus did not start: ${stderr}`, { cause: error });
  });
  return {
    ...prometheusAt(base),
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** One that runs already. @param base such as http://127.0.0.1:9090 */
export function prometheusAt(base: string): PrometheusApi {
  return {
    query: async (promql) => {
      const { result } = (await ask(base, 'query', { query: promql })) as { result: RawSample[] };
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    queryRange: async (query, fromS, toS) => {
      const range = { query, start: String(fromS), end: String(toS), step: String(RANGE_STEP_S) };
      const { result } = (await ask(base, 'query_range', range)) as { result: RawRange[] };
      return result.map(({ metric, values }) => ({ metric, values: values.map(([, text]) => Number(text)) }));
    },
    series: async (selector) =>
      (await ask(base, 'series', { 'match[]': selector, ...lastHour() })) as Record<string, string>[],
    exemplarTraceIds: async (selector) => {
      const found = (await ask(base, 'query_exemplars', {
        query: selector,
        ...lastHour(),
      })) as RawExemplars[];
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels['trace_id'] ?? ''));
    },
  };
}

interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface RawRange {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

interface RawExemplars {
  readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

async function ask(
  base: string,
  endpoint: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const response = await fetch(`${base}/api/v1/${endpoint}?${new URLSearchParams(parameters).toString()}`);
  const { data, error } = (await response.json()) as { data?: unknown; error?: string };
  if (error !== undefined) throw new Error(`Prometheus refused ${JSON.stringify(parameters)}: ${error}`);
  return data;
}

function lastHour(): { start: string; end: string } {
  const nowS = Date.now() / 1000;
  return { start: String(nowS - 3600), end: String(nowS + 60) };
}

function configOf(jobs: Readonly<Record<string, readonly string[]>>): string {
  const config = {
    global: { scrape_interval: SCRAPE_INTERVAL, scrape_timeout: SCRAPE_INTERVAL },
    scrape_configs: Object.entries(jobs).map(([job_name, targets]) => ({
      job_name,
      static_configs: [{ targets }],
    })),
  };
  // JSON is YAML.
  return JSON.stringify(config);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
