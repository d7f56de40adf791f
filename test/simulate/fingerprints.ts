/**
 * `npm run fingerprints`: what the program prints for seeded runs, as one hash for each command. A change that must not alter
 * behaviour leaves every line as it was: run it before and after, and compare (`npm run fingerprints -- OTHER/bin/gossipscope`).
 */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [program = join(import.meta.dirname, '../../bin/gossipscope')] = process.argv.slice(2);
const TRANSCRIPTS = join(import.meta.dirname, '../host/transcripts');

const EVERY_FAULT =
  '--json --nodes 6 --rate 150 --duration 3s --seed 7 --loss 5% --duplicate 5% --jitter 3ms --latency-dist lognormal ' +
  '--skew 40ms --drift 0.1% --pauses 2 --crashes 2 --restarts 2';
const STRATEGIES = ['direct-mail', 'rumor-mongering', 'plumtree', 'relay'];
const WORKLOADS = 'kv broadcast g-set g-counter pn-counter txn-rw-register echo unique-ids'.split(' ');
/** The others look at no key. */
const WITH_KEYS = ['kv', 'txn-rw-register'];

interface Case {
  readonly command: string;
  readonly input?: string;
}

const CASES: readonly Case[] = [
  ...STRATEGIES.flatMap((strategy) =>
    WORKLOADS.map((workload) => ({
      command: `simulate ${EVERY_FAULT}${WITH_KEYS.includes(workload) ? ' --key-choice zipf' : ''} --strategy ${strategy} --workload ${workload}`,
    })),
  ),
  {
    command:
      'simulate --json --duration 2s --scenario normal partition flapping lossy --partition ring --seed 3',
  },
  { command: 'simulate --json --duration 2s --cas-ratio 0.5 --value-bytes 0 --keys 3 --seed 4' },
  {
    command:
      'simulate --json --nodes 25 --preset relay-lean --latency 100ms --duration 3s --workload broadcast',
  },
  {
    command:
      'simulate --json --nodes 16 --topology given --workload broadcast --strategy plumtree --duration 2s',
  },
  {
    command:
      'simulate --json --nodes 300 --strategy rumor-mongering --duration 1s --rate 20 --scenario normal',
  },
  {
    command:
      'simulate --json --nodes 20 --strategy rumor-mongering --duration 1s --scenario normal --sweep fanout=1..3',
  },
  { command: 'simulate --json --swarm 1500 --seed 1' },
  { command: 'simulate --nodes 9 --duration 2s --seed 5 --strategy plumtree' },
  ...readdirSync(TRANSCRIPTS)
    .filter((name) => name.endsWith('.in'))
    .map((name) => ({
      command: 'node --metrics-port 0',
      input: readFileSync(join(TRANSCRIPTS, name), 'utf8'),
    })),
];

function run({ command, input = '' }: Case): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...command.split(' ')], {
      cwd: dirname(program),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const hash = createHash('sha256');
    child.stdout.on('data', (chunk: Buffer) => {
      // The only thing that is another in every run: where a report was written unasked.
      hash.update(chunk.toString('utf8').replaceAll(/\S*gossipscope-\w+\/report\S*/g, 'REPORT'));
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(`${hash.digest('hex').slice(0, 32)} ${code} ${command}`));
    child.stdin.end(input);
  });
}

const queue = [...CASES];
const results = new Map<Case, string>();
async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) results.set(next, await run(next));
}
await Promise.all([work(), work()]);
for (const one of CASES) process.stdout.write(`${results.get(one)}\n`);
