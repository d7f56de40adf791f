/** A real Prometheus for tests, where Debian's package is installed: scrapes what it is given, and is asked over its API. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

/** Why tests that need it cannot run; undefined when they can. Print it: a skipped test must say why. */
export function prometheusMissing(): string | undefined {
  const missing = ['prometheus', 'promtool'].filter(
    (name) => spawnSync(name, ['--version']).error !== undefined,
  );
  return missing.length === 0
    ? undefined
    : `${missing.join(' and ')} not found: apt-get install prometheus (Debian) to run this test`;
}

const READY_LIMIT_MS = 20_000;

/** What an instant query found: label values and the value. */
export interface QuerySample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  query(promql: string): Promise<readonly QuerySample[]>;
  /** The trace ids of the exemplars that it stored for these series. */
  exemplarTraceIds(selector: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** @param targets `host:port`, scraped at /metrics five times a second */
export async function startPrometheus(targets: readonly string[]): Promise<Prometheus> {
  const dir = mkdtempSync(join(tmpdir(), 'gossipscope-prometheus-'));
  const port = await freePort();
  writeFileSync(join(dir, 'prometheus.yml'), configOf(targets));
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
    query: async (promql) => {
      const { result } = (await ask(base, 'query', promql)) as { result: RawSample[] };
      return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    exemplarTraceIds: async (selector) => {
      const found = (await ask(base, 'query_exemplars', selector)) as RawExemplars[];
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels['trace_id'] ?? ''));
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface RawExemplars {
  readonly exemplars: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

async function ask(base: string, endpoint: string, query: string): Promise<unknown> {
  const now = Date.now() / 1000;
  const parameters = new URLSearchParams({ query, start: String(now - 3600), end: String(now + 60) });
  const response = await fetch(`${base}/api/v1/${endpoint}?${parameters.toString()}`);
  const { data, error } = (await response.json()) as { data?: unknown; error?: string };
  if (error !== undefined) throw new Error(`Prometheus refused ${query}: ${error}`);
  return data;
}

function configOf(targets: readonly string[]): string {
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: [{ job_name: 'gossipscope', static_configs: [{ targets }] }],
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
