/** What benches may have an agent start: our node, and what its owner named; nothing that would make it another program. */

import assert from 'node:assert/strict';
import { permitted, type Wanted } from '../../../src/bench/agents/hosting/permitted.ts';

const PROGRAMS = { ours: { command: '/usr/bin/node', args: ['gossipscope', 'node'] }, others: ['/opt/node'] };
const wanted = { bin: null, args: [], env: {} };

function refusal(what: Wanted): string {
  const start = permitted(what, PROGRAMS);
  return typeof start === 'string' ? start : '';
}

describe('an agent', () => {
  it('starts our node with the settings of the bench', () => {
    const env = { GOSSIP_SEED: '1', OTEL_BSP_SCHEDULE_DELAY: '5' };
    assert.deepEqual(permitted({ ...wanted, args: ['--fanout', '2'], env }, PROGRAMS), {
      ...{ command: '/usr/bin/node', args: ['gossipscope', 'node', '--fanout', '2'], env },
    });
  });

  it('starts another program only where it is named, whatever way its path is written', () => {
    const start = permitted({ ...wanted, bin: '/opt/../opt/node', args: ['a'] }, PROGRAMS);
    assert.deepEqual(start, { command: '/opt/node', args: ['a'], env: {} });
    for (const bin of ['/bin/sh', '/opt/node2', '/opt', '/opt/node/../sh', ''])
      assert.match(refusal({ ...wanted, bin }), /does not run .*--allow-bin/);
  });

  for (const name of ['NODE_OPTIONS', 'LD_PRELOAD', 'PATH', 'node_options', 'GOSSIP_X=1\nPATH'])
    it(`sets no ${JSON.stringify(name)}`, () => {
      assert.match(refusal({ ...wanted, env: { [name]: 'x' } }), /sets no/);
    });
});
