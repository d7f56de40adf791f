/** Five services under load are started anew one after the other: nothing acknowledged is lost, and no request but at the node that goes. */

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

describe('a rolling restart of five services', function () {
  this.timeout(300_000);
  afterEach(killServices);

  it('loses no acknowledged write', async () => {
    const ports = await freePorts(2 * NODES.length);
    const peers = NODES.map((node, i) => `${node}=127.0.0.1:${ports[i] ?? 0}`).join(',');
    const start = (i: number): Promise<ServeProcess> =>
      ServeProcess.start({
        ...{ node: NODES[i] ?? '', peers },
        args: ['--transport', 'tcp', '--api', `127.0.0.1:${ports[NODES.length + i] ?? 0}`],
      });
    const services = await Promise.all(NODES.map((_, i) => start(i)));
    const isReady = async (service: ServeProcess): Promise<boolean> =>
      (await service.ask('GET', '/readyz')).status === 200;
    for (const service of services) await waitFor('a ready node', () => isReady(service), 30_000);

    const acknowledged = new Map<string, string>();
    const refused: number[] = [];
    let isOver = false;
    const client = async (at: number): Promise<void> => {
      for (let n = 0; !isOver; n++) {
        const service = services[at];
        const key = `${at}/${n % 200}`;
        // A load, and no flood: nodes that start need CPU, too.
        await pause(2);
        const answered = await service?.put(key, `${n}`).catch(() => undefined);
        if (answered?.status === 201 || answered?.status === 204) acknowledged.set(key, `${n}`);
        else if (answered !== undefined && answered.status !== 503) refused.push(answered.status);
        else
          await waitFor('the node again', () => services[at] !== service || isReadyNow(services[at]), 30_000);
      }
    };
    const isReadyNow = (service?: ServeProcess): Promise<boolean> =>
      service === undefined ? Promise.resolve(false) : isReady(service).catch(() => false);
    const clients = NODES.map((_, at) => client(at));

    for (let i = 0; i < NODES.length; i++) {
      const before = acknowledged.size;
      await waitFor('load', () => acknowledged.size >= before + 5 || acknowledged.size >= 900, 30_000);
      assert.equal(await services[i]?.stop(), 0);
      services[i] = await start(i);
      await waitFor(`${NODES[i] ?? ''} to be ready`, () => isReady(services[i] as ServeProcess), 60_000);
    }
    isOver = true;
    await Promise.all(clients);

    assert.deepEqual(refused, []);
    assert.ok(acknowledged.size > 100, `${acknowledged.size} keys`);
    for (const service of services) {
      await waitFor(
        'every acknowledged write',
        async () => {
          const exported = (await service.ask('GET', '/v1/export')).text.trimEnd().split('\n');
          const held = new Map(
            exported.map((line) => {
              const { key, value } = JSON.parse(line) as { key: string; value: number };
              return [key, value];
            }),
          );
          // A request that broke off may have been served all the same.
          return [...acknowledged].every(([key, value]) => (held.get(key) ?? -1) >= Number(value));
        },
        30_000,
      );
    }
  });
});
