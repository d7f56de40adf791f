/** A node that keeps its data, as the system sees it: what it acknowledges is on disk, whether it is synced in a thread or at once. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { needs } from '../support/needs.ts';
import { NODE_BIN } from '../support/node-process.ts';
import { systemCalls, type SystemCall } from '../support/system-calls.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';

const TRACED = 'trace=write,writev,pwrite64,fdatasync,fsync';
/** In memory: no sync is quicker. */
const QUICKEST = '/dev/shm';
const BURST = 10;

/** Writes in bursts of some, until the system has seen enough. */
async function tracedWrites(within: string, isEnough: (calls: SystemCall[], writes: number) => boolean) {
  const directory = temporaryDirectory(within);
  const trace = join(directory, 'trace');
  const node = spawn(
    'strace',
    ['-f', '-s', '100000', '-e', TRACED, '-o', trace, process.execPath, NODE_BIN].concat([
      ...['--metrics-port', '0', '--data', join(directory, 'data')],
    ]),
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  let out = '';
  node.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const send = (body: object): boolean =>
    node.stdin.write(`${JSON.stringify({ src: 'c1', dest: 'n1', body })}\n`);
  send({ type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1', 'n2'] });
  await waitFor('init_ok', () => out.includes('init_ok'));
  let writes = 0;
  await waitFor('what is to be traced', async () => {
    for (let i = 0; i < BURST; i++, writes++) {
      send({ type: 'write', msg_id: 1000 + writes, key: 'k', value: `v${1000 + writes}.` });
      if (i === 0) await waitFor('the reply to it', () => out.includes(`: ${1000 + writes},`));
    }
    return isEnough(systemCalls(readFileSync(trace, 'utf8')), writes);
  });
  node.stdin.end();
  await once(node, 'close');
  return { calls: systemCalls(readFileSync(trace, 'utf8')), writes };
}

function repliesIn(calls: readonly SystemCall[]): SystemCall[] {
  return calls.filter(({ text }) => /^writev?\(1, /.test(text));
}

function syncsIn(calls: readonly SystemCall[]): SystemCall[] {
  return calls.filter(({ name }) => /^f(data)?sync$/.test(name));
}

/** By the thread that writes the replies. */
function syncsAtOnce(calls: readonly SystemCall[]): SystemCall[] {
  const thread = repliesIn(calls)[0]?.thread;
  return calls.filter((call) => call.name === 'fdatasync' && call.thread === thread);
}

describe('a node with --data, call by call', function () {
  this.timeout(120_000);
  after(removeTemporaryDirectories);

  for (const [what, within, isEnough] of [
    ['wherever it is made', tmpdir(), (_calls, writes) => writes >= 200],
    ['made at once where the disk is quick', QUICKEST, (calls) => syncsAtOnce(calls).length >= 20],
  ] satisfies [string, string, Parameters<typeof tracedWrites>[1]][])
    it(`acknowledges no write before the sync returned that covers it, ${what}`, async function () {
      needs(this, 'strace');
      const { calls, writes } = await tracedWrites(within, isEnough);
      const syncs = syncsIn(calls);
      let checked = 0;
      for (const { text, began } of repliesIn(calls)) {
        for (const [, id = ''] of text.matchAll(/write_ok\\", \\"in_reply_to\\": (\d+)/g)) {
          const record = calls.find((call) => call.name === 'pwrite64' && call.text.includes(`v${id}.`));
          assert.ok(record !== undefined, `the record of ${id}`);
          const covers = syncs.some((sync) => sync.began >= record.returned && sync.returned < began);
          assert.ok(covers, `${id} was acknowledged before it was on disk`);
          checked++;
        }
      }
      assert.equal(checked, writes);
    });
});
