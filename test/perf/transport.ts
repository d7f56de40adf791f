/** How many messages a second go from one process to another, over each transport, with all that counts them. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createTransport, type KindSettings, type NodeOfCluster } from '../../src/transport/create.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { Authority } from '../transport/certificates.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, spreadOf } from './sampling.ts';

const MESSAGES = 300_000;
const ROUND_TRIPS = 2000;
/** What a write takes in direct mail, about. */
const LINE = JSON.stringify({
  src: 'n1',
  dest: 'n2',
  body: { type: 'mail', entries: [['n1#1764147600000000', 1, 2, 3, 'key', 'x'.repeat(60)]], msg_id: 1 },
});
/** More than this never waits: what falls off would be no message delivered. */
const AHEAD_BYTES = 8 * 2 ** 20;
const PEER = new URL('transport-peer.ts', import.meta.url);

export const transport: Measure = {
  name: 'transport',
  description: `${MESSAGES} messages of ${LINE.length} bytes from one process to another, each parsed and counted there; and ${ROUND_TRIPS} round trips`,
  run,
};

/** What a peer process is told. */
type Settings = NodeOfCluster & KindSettings;
export type PeerSettings = Settings & { readonly messages: number };

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const authority = new Authority();
  const common = { cluster: 'test', listen: '127.0.0.1:0' };
  const tls = { ...common, kind: 'tls' } as const;
  const pairs = {
    tls: await Pair.start(
      { ...tls, node: 'n1', files: await authority.files('n1') },
      { ...tls, node: 'n2', files: await authority.files('n2'), messages: MESSAGES },
    ),
    tcp: await Pair.start(
      { ...common, kind: 'tcp', insecure: false, node: 'n1' },
      {
        ...common,
        kind: 'tcp',
        insecure: false,
        node: 'n2',
        messages: MESSAGES,
      },
    ),
  };
  try {
    const samples = await interleave(
      {
        tls: () => pairs.tls.ratePerSec(),
        tcp: () => pairs.tcp.ratePerSec(),
        tlsRoundTrip: () => pairs.tls.roundTripMs(),
        tcpRoundTrip: () => pairs.tcp.roundTripMs(),
      },
      rounds,
      (round) => progress(`round ${round + 1} of ${rounds}`),
    );
    return {
      targets: [target('tls', '1/s', spreadOf(samples.tls), { atLeast: 100_000 })],
      figures: [
        figure('tcp', '1/s', spreadOf(samples.tcp)),
        figure('tls, round trip', 'ms', spreadOf(samples.tlsRoundTrip)),
        figure('tcp, round trip', 'ms', spreadOf(samples.tcpRoundTrip)),
      ],
    };
  } finally {
    await Promise.all([pairs.tls.stop(), pairs.tcp.stop()]);
    authority.remove();
  }
}

/** This process, and one that it sends to. */
class Pair {
  readonly #transport: Transport;
  readonly #child: ChildProcess;
  #onAnswer: () => void = () => undefined;

  private constructor(transport: Transport, child: ChildProcess) {
    this.#transport = transport;
    this.#child = child;
  }

  static async start(own: Settings, other: PeerSettings): Promise<Pair> {
    const warn = (text: string): boolean => process.stderr.write(`${text}\n`);
    const transport = await createTransport({ ...own, warn });
    const child = fork(PEER, [], { execArgv: ['--import', 'tsx'] });
    const pair = new Pair(transport, child);
    await transport.open(() => pair.#onAnswer());
    child.send({ ...other, peer: transport.address });
    const [address] = (await once(child, 'message')) as [string];
    const connected = once(child, 'message');
    transport.setPeers([{ node: 'n2', address }]);
    await connected;
    await pair.roundTripMs(1);
    return pair;
  }

  /** Delivered, from the first one on until the other process has counted the last. */
  async ratePerSec(): Promise<number> {
    const counted = once(this.#child, 'message');
    const begunMs = performance.now();
    for (let sent = 0; sent < MESSAGES; sent++) {
      this.#transport.send('n2', LINE);
      if (sent % 100 === 0) while (this.#isAhead()) await new Promise((resolve) => setImmediate(resolve));
    }
    await counted;
    return MESSAGES / ((performance.now() - begunMs) / 1000);
  }

  /** On average, one after the other. */
  async roundTripMs(count = ROUND_TRIPS): Promise<number> {
    const begunMs = performance.now();
    for (let n = 0; n < count; n++) {
      const answered = new Promise<void>((resolve) => (this.#onAnswer = resolve));
      this.#transport.send('n2', '{"src":"n1","dest":"n2","body":{"type":"echo"}}');
      await answered;
    }
    return (performance.now() - begunMs) / count;
  }

  async stop(): Promise<void> {
    await this.#transport.close(0);
    this.#child.kill();
  }

  #isAhead(): boolean {
    return (this.#transport.states()[0]?.queuedBytes ?? 0) > AHEAD_BYTES;
  }
}
