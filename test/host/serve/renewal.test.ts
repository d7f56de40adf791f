/** The certificate of the API is renewed while the service runs: new connections get the new one, and those that are open go on. */

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { text } from 'node:stream/consumers';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';
import { Authority } from '../../transport/certificates.ts';

describe('the certificate of the API', function () {
  this.timeout(60_000);
  const authority = new Authority();
  after(() => authority.remove());
  afterEach(killServices);

  interface Seen {
    readonly status: number | undefined;
    readonly serial: string;
  }

  async function ask(url: string, agent: Agent): Promise<Seen> {
    const asked = request(`${url}/healthz`, { agent });
    asked.end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage & { readonly socket: TLSSocket }];
    const serial = answer.socket.getPeerCertificate().serialNumber;
    await text(answer);
    return { status: answer.statusCode, serial };
  }

  const serialIn = (path: string): string => new X509Certificate(readFileSync(path)).serialNumber;

  for (const how of ['its files change', 'SIGHUP comes'] as const) {
    it(`is read again when ${how}, and no connection breaks`, async () => {
      const files = await authority.files('api');
      const first = serialIn(files.cert);
      const service = await ServeProcess.start({ args: ['--api-cert', files.cert, '--api-key', files.key] });
      const ca = readFileSync(files.ca);
      // A session that is resumed shows no certificate.
      const fresh = { ca, maxCachedSessions: 0 };
      const [kept, anew] = [new Agent({ ...fresh, keepAlive: true, maxSockets: 1 }), new Agent(fresh)];
      try {
        assert.deepEqual(await ask(service.url, kept), { status: 200, serial: first });

        const renewed = await authority.files('api');
        for (const which of ['cert', 'key'] as const) copyFileSync(renewed[which], files[which]);
        if (how === 'SIGHUP comes') service.child.kill('SIGHUP');
        const second = serialIn(renewed.cert);
        await waitFor('the new one', async () => (await ask(service.url, anew)).serial === second);
        assert.deepEqual(await ask(service.url, kept), { status: 200, serial: first }, 'the open connection');

        // One that is wrong changes nothing.
        writeFileSync(files.cert, 'nothing');
        service.child.kill('SIGHUP');
        await waitFor('the complaint', () => /is no certificate: --api-cert takes/.test(service.stderr));
        assert.deepEqual(await ask(service.url, anew), { status: 200, serial: second });
      } finally {
        kept.destroy();
        anew.destroy();
      }
    });
  }
});
