/** The bench is the network between the nodes: where they keep it waiting, that looks like latency. So they are less urgent. */

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { BENCH_NICE, NODE_NICE, yieldToBench } from '../../../src/bench/cluster/priority.ts';
import { needs } from '../../support/needs.ts';

const OWN_GROUP = '/proc/self/autogroup';
/** Waits until it is what it is to become; where that never happens mocha's time limit ends it. */
const UNTIL_NICE = `until [ "$(nice)" = ${NODE_NICE} ]; do :; done; echo nice`;
const UNTIL_GROUP_NICE = `until grep -q 'nice ${NODE_NICE}$' ${OWN_GROUP}; do :; done; echo nice`;

/** In a session of its own, as nodes are. */
async function becomesNice(script: string): Promise<void> {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 5_000,
  });
  assert.ok(child.pid !== undefined);
  yieldToBench(child.pid);
  assert.equal(await text(child.stdout), 'nice\n');
}

describe('a node process', () => {
  it('is less urgent than the bench', () => becomesNice(UNTIL_NICE));

  it('is so as a session, too, where the kernel weighs sessions', async function () {
    needs(this, 'autogroup');
    await becomesNice(UNTIL_GROUP_NICE);
  });

  it('that has ended already is no fault', async () => {
    const child = spawn('/bin/true', { detached: true, stdio: 'ignore' });
    await new Promise((resolve) => child.once('exit', resolve));
    assert.doesNotThrow(() => yieldToBench(child.pid ?? 0));
  });
});

describe('the bench', () => {
  it('goes before all else where it may, and leaves its session as it was', async function () {
    needs(this, 'autogroup', 'CAP_SYS_NICE');
    const priority = new URL('../../../src/bench/cluster/priority.ts', import.meta.url).href;
    const ahead = `import os from 'node:os'; import fs from 'node:fs'; import { goAhead } from '${priority}';
      goAhead(); console.log(os.getPriority(), fs.readFileSync('${OWN_GROUP}', 'utf8').trim())`;
    const script = `echo 3 >${OWN_GROUP}; "$0" --import tsx --input-type=module -e "$1"; cat ${OWN_GROUP}`;
    const args = ['setsid', '--wait', '/bin/sh', '-c', script, process.execPath, ahead];
    const { stdout } = await promisify(execFile)('/usr/bin/env', args, { timeout: 10_000 });
    const groups = stdout.trim().replaceAll(/\/autogroup-\d+ /g, '');
    assert.equal(groups, `${BENCH_NICE} nice ${BENCH_NICE}\nnice 3`);
  });
});
