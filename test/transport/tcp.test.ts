/** TCP in the clear keeps the contract of transports, and stays within the machine. */

import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { transportContract, type MakeOptions, type Medium } from './contract.ts';
import { hostileContract } from './hostile.ts';
import { clear, CLUSTER, TestNode } from './test-node.ts';

function make(
  name: string,
  { cluster = CLUSTER, limits = {}, openToCluster }: MakeOptions = {},
  listen = openToCluster?.address ?? '127.0.0.1:0',
): Promise<TestNode> {
  return TestNode.open({ kind: 'tcp', insecure: false, cluster, node: name, listen, limits, openToCluster });
}

const medium: Medium = {
  make,
  cut: ({ transport }) => transport.close(0),
  mend: ({ name, address }) => make(name, {}, address),
};

describe('transport tcp', () => {
  transportContract(() => medium);
  hostileContract(() => ({
    make,
    connect: ({ host, port }) => Promise.resolve(connect(port, host)),
    createServer: (_, accept) => Promise.resolve(createServer(accept)),
  }));

  it('listens on this machine only, unless somebody insists', async () => {
    const settings = { kind: 'tcp', cluster: CLUSTER, node: 'n1' } as const;
    for (const listen of ['0.0.0.0:0', ':0', '[::]:0', '10.0.0.1:0'])
      await assert.rejects(
        TestNode.open({ ...settings, insecure: false, listen }),
        clear(/use TLS, or --insecure/),
        listen,
      );
    const node = await TestNode.open({ ...settings, insecure: true, listen: '0.0.0.0:0' });
    await node.transport.close(0);
  });
});
