/** `gossipscope bench` with the network as it normally is and without traces, in a process of its own. */

import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Run } from '../../src/report/schema/run-schema.ts';
import { ReportSchema } from '../../src/report/schema/report-schema.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
const OUTPUT_LIMIT_BYTES = 64 * 2 ** 20;

/** @throws {Error} where the bench fails: a run that is not sound is no measurement */
export async function benchRun(args: readonly string[]): Promise<Run> {
  const all = [BIN, 'bench', '--json', '--scenario', 'normal', '--metrics-port', '0', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, all, {
    maxBuffer: OUTPUT_LIMIT_BYTES,
    // Trace contexts are bytes of messages, and spans are work.
    env: { ...process.env, OTEL_TRACES_EXPORTER: 'none' },
  });
  const [run] = ReportSchema.parse(JSON.parse(stdout)).runs;
  if (run === undefined) throw new Error('the bench reported no run');
  return run;
}
