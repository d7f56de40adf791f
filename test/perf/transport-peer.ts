/** The other process of transport.ts: counts what it takes in, and answers what asks for an answer. */

import { once } from 'node:events';
import process from 'node:process';
import { createTransport } from '../../src/transport/create.ts';
import { waitFor } from '../support/wait-for.ts';
import type { PeerSettings } from './transport.ts';

const ANSWER = '{"src":"n2","dest":"n1","body":{"type":"echo_ok"}}';

const [{ messages, peer, ...settings }] = (await once(process, 'message')) as [
  PeerSettings & { peer: string },
];
const transport = await createTransport({ ...settings, warn: (text) => process.stderr.write(`${text}\n`) });
let counted = 0;
transport.setPeers([{ node: 'n1', address: peer }]);
await transport.open((from, parsed) => {
  if (!parsed.ok) throw new Error(`${from}: ${parsed.text}`);
  if (parsed.message.body.type === 'echo') transport.send(from, ANSWER);
  else if (++counted % messages === 0) process.send?.('counted');
});
process.send?.(transport.address);
await waitFor('the way back', () => transport.states()[0]?.connected);
process.send?.('connected');
process.once('disconnect', () => process.exit());
