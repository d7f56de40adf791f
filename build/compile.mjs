// Keeps what V8 compiles while the program runs, for the starts to come (bin/load.js): what was never called is not in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

const { COMPILED } = createRequire(import.meta.url)('../bin/load.js');
const PROGRAM = join(import.meta.dirname, '../bin/gossipscope');
/** Of the processes that it starts, too. */
const KEEPING = `--require ${JSON.stringify(join(import.meta.dirname, 'keep-compiled.cjs'))}`;

const INIT = { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1', 'n2'] };
/** Without compiled code everything works as well. */
const LIMIT_MS = 60_000;
/** Nobody listens there. */
const TRACED = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };

/** Each run adds to what the ones before have left. */
export async function compile() {
  mkdirSync(COMPILED);
  const input = `${JSON.stringify({ src: 'c1', dest: 'n1', body: INIT })}\n`;
  await run(['node', '--metrics-port', '0'], { env: TRACED, input, until: 'metrics endpoint' });
  await run(['--help']);
  // It is refused: a bench that runs sets flags of V8, and code that was compiled with others is of no use.
  await run(['bench', '--duration', '10']);
  // So this one is for its nodes. A first request that waited for the compiler would be measured as any other.
  const load = ['--nodes', '3', '--duration', '1s', '--scenario', 'normal', '--metrics-port', '0'];
  await run(['bench', ...load], { env: { KEEP_ONLY: 'node' } });
}

/** @param until what it says on stderr when its input may end */
async function run(args, { env = {}, input = '', until = '' } = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH: process.env.PATH, NODE_OPTIONS: KEEPING, ...env },
    stdio: ['pipe', 'ignore', 'pipe'],
    timeout: LIMIT_MS,
  });
  child.stdin.on('error', () => undefined).write(input);
  child.stderr.on('data', (text) => {
    if (String(text).includes(until)) child.stdin.end();
  });
  await once(child, 'exit');
}
