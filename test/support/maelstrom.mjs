#!/usr/bin/env node
// Stands for Maelstrom where it is not installed: takes only the flags that it has, starts the node as it does (resolved from here,
// run from the directory for temporary files, with the arguments behind --), inits it, and asks for one operation of the workload.
import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers';
import { parseArgs } from 'node:util';

const LIMIT_MS = 20_000;

const text = { type: 'string' };
const FLAGS = {
  workload: { ...text, short: 'w' },
  bin: text,
  'node-count': text,
  concurrency: text,
  rate: text,
  'time-limit': text,
  nemesis: text,
  latency: text,
  'latency-dist': text,
  topology: text,
  'log-stderr': { type: 'boolean' },
  availability: text,
  'consistency-models': text,
  'key-count': text,
  'max-txn-length': text,
  'max-writes-per-key': text,
};
const NUMBERS = [
  'node-count',
  'rate',
  'time-limit',
  'latency',
  'key-count',
  'max-txn-length',
  'max-writes-per-key',
];
const CHOICES = {
  nemesis: ['partition'],
  'latency-dist': ['constant', 'uniform', 'exponential'],
  topology: ['line', 'grid', 'tree', 'tree2', 'tree3', 'tree4', 'total'],
  'consistency-models': [
    'read-uncommitted',
    'read-committed',
    'snapshot-isolation',
    'serializable',
    'strict-serializable',
  ],
};

/** An operation of each workload; those that our node does not serve would have to be written first. */
const OPERATIONS = {
  broadcast: { type: 'broadcast', message: 1 },
  echo: { type: 'echo', echo: 'Please echo 1' },
  'g-counter': { type: 'add', delta: 1 },
  'g-set': { type: 'add', element: 1 },
  kafka: { type: 'send', key: '1', msg: 1 },
  'lin-kv': { type: 'write', key: 0, value: 1 },
  'pn-counter': { type: 'add', delta: -1 },
  'txn-list-append': { type: 'txn', txn: [['append', 1, 1]] },
  'txn-rw-register': { type: 'txn', txn: [['w', 1, 1]] },
  'unique-ids': { type: 'generate' },
};

const fail = (problem) => {
  process.stderr.write(`maelstrom: ${problem}\n`);
  process.exit(1);
};

const { flags, nodeArgs } = commandLine(process.argv.slice(2));
const { workload = 'lin-kv' } = flags;
checkFlags();
await run();

function commandLine(args) {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  if (args[0] !== 'test') fail(`the command is test, not ${args[0]}`);
  try {
    const { values } = parseArgs({ args: args.slice(1, end), options: FLAGS });
    return { flags: values, nodeArgs: args.slice(end + 1) };
  } catch (error) {
    return fail(error.message);
  }
}

function checkFlags() {
  if (!(workload in OPERATIONS)) fail(`there is no workload ${workload}`);
  for (const name of NUMBERS)
    if (flags[name] !== undefined && !(Number(flags[name]) >= 0)) fail(`--${name} is a number`);
  for (const [name, choices] of Object.entries(CHOICES))
    if (flags[name] !== undefined && !choices.includes(flags[name]))
      fail(`--${name} ${flags[name]}: must be one of ${choices}`);
  const { availability = 'total', concurrency = '1n' } = flags;
  if (availability !== 'total' && !(availability >= 0 && availability <= 1))
    fail('--availability is total or a share');
  const [, count, unit] =
    /^(\d+)(n?)$/.exec(concurrency) ?? fail('--concurrency is a number, or one with n for each node');
  const clients = Number(count) * (unit === 'n' ? nodeNames().length : 1);
  if (workload === 'lin-kv' && clients < 2 * nodeNames().length)
    fail('lin-kv needs two clients for each node: --concurrency 2n');
}

/** Without --node-count there are n1 to n5, with it they count from 0. */
function nodeNames() {
  const count = Number(flags['node-count'] ?? 5);
  return Array.from({ length: count }, (_, i) => `n${flags['node-count'] === undefined ? i + 1 : i}`);
}

async function run() {
  const names = nodeNames();
  const node = spawn(executable(), nodeArgs, { cwd: tmpdir(), stdio: ['pipe', 'pipe', 'inherit'] });
  node.once('error', (error) => fail(`the node does not start: ${error.message}`));
  node.once('exit', (code) => fail(`the node ended with ${code}`));
  setTimeout(() => node.kill('SIGKILL'), LIMIT_MS).unref();
  const lines = createInterface({ input: node.stdout })[Symbol.asyncIterator]();
  let msgId = 0;
  const ask = async (body) => {
    node.stdin.write(
      `${JSON.stringify({ src: 'c1', dest: names[0], body: { ...body, msg_id: ++msgId } })}\n`,
    );
    for (;;) {
      const { value } = await lines.next();
      const message = value === undefined ? await new Promise(() => undefined) : JSON.parse(value);
      if (message.dest !== 'c1') continue;
      if (message.body.type === `${body.type}_ok` && message.body.in_reply_to === msgId) return;
      fail(`the answer to ${body.type} is ${value}`);
    }
  };
  await ask({ type: 'init', node_id: names[0], node_ids: names });
  if (workload === 'broadcast')
    await ask({ type: 'topology', topology: Object.fromEntries(names.map((name) => [name, names])) });
  await ask(OPERATIONS[workload]);
  node.removeAllListeners('exit');
  node.stdin.end();
  node.once('exit', (code) =>
    code === 0 ? process.stdout.write('Everything looks good!\n') : fail(`the node ended with ${code}`),
  );
}

function executable() {
  try {
    const path = realpathSync(flags.bin ?? fail('--bin is missing'));
    accessSync(path, constants.X_OK);
    return path;
  } catch (error) {
    return fail(`--bin: ${error.message}`);
  }
}
