/** Starts the OTLP receiver of the benchmarks, and asks it what it has received. */

import { spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('collector.mjs', import.meta.url));

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  /** Spans of writes received so far. */
  spans(): Promise<number>;
  stop(): void;
}

export async function startCollector(): Promise<Collector> {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const next = (await lines.next()) as IteratorResult<string, undefined>;
    if (next.done === true) throw new Error('the OTLP receiver of the benchmark ended');
    return next.value;
  };
  return {
    endpoint: await nextLine(),
    spans: async () => {
      child.stdin.write('\n');
      return Number(await nextLine());
    },
    stop: () => child.stdin.end(),
  };
}
