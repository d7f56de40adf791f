/** The contract of stores, kept by real nodes of our own service. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gossipscope } from '../../src/targets/stores/gossipscope.ts';
import { freePorts, killServices, ServeProcess } from '../support/serve-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';
import { keepsContract, PLACE } from './contract.ts';

const TOKEN = 'a-token-of-22-characters-or-more';

describe('Our own service as a target', function () {
  this.timeout(60_000);
  after(() => {
    killServices();
    removeTemporaryDirectories();
  });

  keepsContract(gossipscope, async () => {
    const [first = 0, second = 0, nowhere = 0] = await freePorts(3);
    const tokens = join(temporaryDirectory(), 'tokens.json');
    const token = { name: 'probe', roles: ['read', 'write'], token: TOKEN };
    writeFileSync(tokens, JSON.stringify({ tokens: [token] }), { mode: 0o600 });
    const peers = `n1=127.0.0.1:${first},n2=127.0.0.1:${second}`;
    const [near, far] = (await Promise.all(
      ['n1', 'n2'].map((node) => ServeProcess.start({ node, peers, args: ['--tokens', tokens] })),
    )) as [ServeProcess, ServeProcess];
    const nodes = [near, far];
    await waitFor(
      'both to serve',
      async () => (await Promise.all(nodes.map((one) => one.isReady()))).every(Boolean),
      20_000,
    );
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const at = (host: string, secret = TOKEN): string => `gossipscope://:${secret}@${host}`;
    return {
      target: at(new URL(near.url).host),
      replica: at(new URL(far.url).host),
      nowhere: at(`127.0.0.1:${nowhere}`),
      wrongPassword: { address: at(new URL(near.url).host, 'wrongsecret'), password: 'wrongsecret' },
      product: /^gossipscope \d+\./,
      ...{ tells: [], replicaRefusesWrites: false },
      others: {
        key: 'a key of others',
        set: async (value) => {
          await near.put('a key of others', JSON.stringify(value), headers);
        },
        writes: async () => {
          const { text } = await near.ask('GET', '/metrics', { headers });
          return /^gossip_writes_total.*/m.exec(text)?.[0];
        },
      },
      left: async () => {
        const { text } = await near.ask('GET', `/v1/kv?prefix=${PLACE}`, { headers });
        return (JSON.parse(text) as { keys: { key: string }[] }).keys.map(({ key }) => key);
      },
    };
  });
});
