/** The network in real time: what becomes of each line, and that it is counted as what it was. */

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { prng } from '../../../src/base/prng.ts';
import { BACKLOG_LIMIT_BYTES } from '../../../src/bench/cluster/child.ts';
import { Router, type Receiver } from '../../../src/bench/cluster/router.ts';
import { Network, type NetworkConfig } from '../../../src/net/network.ts';
import { openServices, SERVICE_NAMES } from '../../../src/net/services/services.ts';
import { makePartition } from '../../../src/net/partition.ts';

const NODES = ['n1', 'n2', 'n3'];
const SURE: NetworkConfig = {
  latency: { distribution: 'constant', meanMs: 100, jitterMs: 0 },
  lossRatio: 0,
  duplicateRatio: 0,
};

/** A router whose nodes keep what they get, and whose time is set by hand. */
function world(config: Partial<NetworkConfig> = {}) {
  let nowMs = 1000;
  const network = new Network({ ...SURE, ...config }, [...NODES, ...SERVICE_NAMES], prng(5));
  const nonsense: string[] = [];
  const router = new Router({
    ...{ network, nodes: NODES, services: openServices(prng(5)), now: () => nowMs },
    ...{ isClient: () => false, toClient: () => ({ type: 'unasked' }) },
    onNonsense: (node, text) => nonsense.push(`${node} ${text}`),
  });
  const got = new Map(NODES.map((name) => [name, [] as string[]]));
  const nodes = NODES.map((name): Receiver & { backlogBytes: number } => ({
    ...{ name, backlogBytes: 0, flush: () => undefined },
    write: (line) => void got.get(name)?.push(line),
  }));
  for (const node of nodes) router.attach(node);
  const send = (src: string, dest: string, value: unknown = 1): string => {
    const line = JSON.stringify({ src, dest, body: { type: 'hello', value } });
    router.fromNode(src, [line]);
    return line;
  };
  const wait = async (ms: number): Promise<void> => {
    nowMs += ms;
    router.timetable.runDue();
    // What is printed in one turn of the event loop counts as printed at its beginning.
    await setImmediate();
  };
  const cut = (): void => void (network.partition = makePartition('halves', NODES, prng(1)));
  const heal = (): void => void (network.partition = undefined);
  return { router, network, got, nodes, nonsense, send, wait, cut, heal };
}

describe('the router', () => {
  let open: Router | undefined;
  const make = (config?: Partial<NetworkConfig>): ReturnType<typeof world> => {
    const made = world(config);
    open = made.router;
    return made;
  };
  afterEach(() => open?.stop());

  it('hands a line over when its latency is over, and not before', async () => {
    const { router, got, send, wait } = make();
    const line = send('n1', 'n2');
    await wait(99);
    assert.deepEqual(got.get('n2'), []);
    await wait(1);
    assert.deepEqual([got.get('n2'), router.traffic.delivered], [[line], 1]);
  });

  it('keeps out what is in flight when the cut begins, and lets in what is due after it has healed', async () => {
    const { router, got, send, wait, cut, heal } = make();
    send('n1', 'n2', 'in flight');
    await wait(50);
    cut();
    await wait(60);
    const late = send('n1', 'n3', 'sent during the cut');
    await wait(50);
    heal();
    await wait(60);
    assert.deepEqual([got.get('n2'), got.get('n3')], [[], [late]]);
    assert.deepEqual([router.traffic.dropped.partition, router.traffic.delivered], [1, 1]);
  });

  it('lets nodes ask services: with latency both ways, and from both sides of a cut', async () => {
    const { router, got, wait, cut } = make();
    cut();
    for (const node of ['n1', 'n3']) {
      const body = `{"type":"write","key":"x","value":1,"msg_id":"of ${node}"}`;
      router.fromNode(node, [`{"src":"${node}","dest":"lin-kv","body":${body}}`]);
    }
    router.fromNode('n2', ['{"src":"n2","dest":"lin-tso","body":{"type":"read"}}']);
    await wait(199);
    assert.deepEqual(got.get('n1'), []);
    await wait(1);
    for (const node of ['n1', 'n3']) {
      const reply = `{"src":"lin-kv","dest":"${node}","body":{"type":"write_ok","in_reply_to":"of ${node}"}}`;
      assert.deepEqual(got.get(node), [reply]);
    }
    assert.deepEqual(got.get('n2'), [], 'an oracle of timestamps has nothing to read');
    assert.deepEqual(
      router.findings.list().map(({ kind, node, dest }) => [kind, node, dest]),
      [['unserved', 'n2', 'lin-tso']],
    );
    const { messages, delivered } = router.traffic;
    assert.deepEqual([messages, delivered], [5, 5], 'three requests and two replies');
    const lossy = make({ lossRatio: 1 });
    lossy.router.fromNode('n1', ['{"src":"n1","dest":"lin-kv","body":{"type":"read","key":1}}']);
    await lossy.wait(1000);
    assert.equal(lossy.router.traffic.dropped.loss, 1);
  });

  it('reads what is no JSON by the letter as Maelstrom does, hands on what it read, and says who printed it', async () => {
    const { router, got, nonsense, wait } = make();
    const line = (value: string): string => `{"src":"n1","dest":"n2","body":{"value":"${value}"}}`;
    router.fromNode('n1', [
      line('a\tb'),
      { reason: 'not_utf8', text: '', readable: line('\ufffd') },
      line('c'),
    ]);
    await wait(100);
    assert.deepEqual([got.get('n2'), nonsense], [['a\\u0009b', '\ufffd', 'c'].map(line), []]);
    const [loose] = router.findings.list();
    assert.deepEqual([loose?.kind, loose?.node, loose?.count, loose?.isOverlooked], ['loose', 'n1', 2, true]);
    router.fromNode('n3', [{ reason: 'too_long', text: 'much' }, '{"src":"n3\t"}', '{"a":\u0001}']);
    assert.deepEqual(
      nonsense.map((text) => text.slice(0, 2)),
      ['n3', 'n3', 'n3'],
    );
  });

  it('counts everything that it drops, by its cause', async () => {
    const { router, nodes, send, wait, network, cut } = make();
    router.down('n2');
    send('n1', 'n2');
    (nodes[2] ?? assert.fail()).backlogBytes = BACKLOG_LIMIT_BYTES + 1;
    send('n1', 'n3');
    send('n1', 'lin-vk');
    await wait(100);
    router.up('n2');
    cut();
    send('n2', 'n1');
    await wait(100);
    const { dropped } = router.traffic;
    assert.deepEqual(dropped, {
      loss: 0,
      partition: 1,
      unknown_destination: 1,
      overflow: 1,
      down: 1,
      carrier: 0,
    });
    assert.deepEqual([router.traffic.delivered, network.admits('n2', 'n3')], [0, true]);
    const lossy = make({ lossRatio: 1 });
    lossy.send('n1', 'n2');
    await lossy.wait(1000);
    assert.deepEqual([lossy.router.traffic.dropped.loss, lossy.got.get('n2')], [1, []]);
  });

  it('gives each copy of a message a delay of its own', async () => {
    const latency = { distribution: 'exponential', meanMs: 100, jitterMs: 0 } as const;
    const { router, got, send, wait } = make({ latency, duplicateRatio: 1 });
    send('n1', 'n2');
    assert.equal(router.traffic.duplicated, 1);
    for (let ms = 0; ms < 5000 && got.get('n2')?.length === 0; ms++) await wait(1);
    assert.equal(got.get('n2')?.length, 1);
    await wait(5000);
    assert.equal(got.get('n2')?.length, 2);
  });

  it('counts the bytes of a line, not its characters', () => {
    const { router, send } = make();
    const lines = ['plain', 'é', '語', '😀'].map((value) => send('n1', 'n2', value));
    const bytes = lines.reduce((sum, line) => sum + new TextEncoder().encode(line).length, 0);
    assert.equal(router.traffic.snapshotOf('n1').get('hello')?.bytes, bytes);
    assert.equal(router.traffic.bytes, bytes);
  });

  it('shows what was no message', () => {
    const { router, nonsense } = make();
    router.fromNode('n1', ['what?']);
    assert.match(nonsense.join('\n'), /^n1 printed something on stdout that is not a message: /);
  });
});
