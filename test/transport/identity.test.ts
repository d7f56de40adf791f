/** A certificate speaks for one node of one cluster, or for nobody: whatever its other names say. */

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { addressText, hostPortIn, isLoopback } from '../../src/transport/address.ts';
import { inboxOf, senderOf, subjectOf } from '../../src/transport/nats/subjects.ts';
import { isName } from '../../src/transport/names.ts';
import { issue, makeAuthority } from '../../src/transport/tls/authority.ts';
import { identityOf, identityUri } from '../../src/transport/tls/identity.ts';

const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,63}$/);
const URI = 'URI:gossipscope://demo/node/n1';

describe('names', () => {
  it('come out of a real certificate as they went in', async () => {
    const validity = { fromMs: Date.now() - 1000, untilMs: Date.now() + 60_000 };
    const authority = await makeAuthority('demo', validity);
    await fc.assert(
      fc.asyncProperty(names, names, async (cluster, name) => {
        const identity = { cluster, role: 'node', name } as const;
        const { cert } = await issue(authority, identity, ['localhost', '::1'], validity);
        assert.deepEqual(identityOf(new X509Certificate(cert)), identity);
      }),
      { numRuns: 20 },
    );
  });

  it('are those of nobody where a certificate says none, more than one, or something else', () => {
    const nobody = [
      undefined,
      '',
      'DNS:n1',
      'URI:gossipscope://demo/authority',
      'URI:gossipscope://demo/node/n1/more',
      'URI:gossipscope://demo/node/',
      'URI:gossipscope://demo/admin/n1',
      'URI:gossipscope://de.mo/node/n1',
      'URI:gossipscope://demo/node/*',
      'URI:https://demo/node/n1',
      `${URI}, URI:gossipscope://demo/node/n2`,
      `${URI}, URI:gossipscope://demo/client/n1`,
      // As Node writes a name that holds a comma: it must not look like two.
      'DNS:"x, URI:gossipscope://demo/node/n1"',
      'URI:"gossipscope://demo/node/n1, DNS:x"',
      // Of a stranger, to keep a node busy.
      `${'DNS:a, '.repeat(10_000)}${URI}`,
    ];
    for (const subjectAltName of nobody)
      assert.equal(identityOf({ subjectAltName }), undefined, subjectAltName);
    const n1 = { cluster: 'demo', role: 'node', name: 'n1' };
    assert.deepEqual(identityOf({ subjectAltName: URI }), n1);
    assert.deepEqual(identityOf({ subjectAltName: `DNS:"a, b", ${URI}, IP Address:::1` }), n1);
    assert.equal(`URI:${identityUri({ cluster: 'demo', role: 'node', name: 'n1' })}`, URI);
  });

  it('are one token of a subject each, so that nobody can reach beyond them', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!isName(text)) return;
        assert.deepEqual(subjectOf({ cluster: 'demo', dest: text, src: text }).split('.'), [
          'gossipscope',
          'demo',
          text,
          text,
        ]);
        assert.equal(senderOf(subjectOf({ cluster: 'demo', dest: 'n1', src: text })), text);
      }),
    );
    for (const text of ['*', '>', 'a.b', ' ', 'a b', '', '\t', 'a\r\nPUB x', 'ü', 'x'.repeat(64)])
      assert.ok(!isName(text), text);
    assert.equal(inboxOf('demo', 'n1'), 'gossipscope.demo.n1.*');
    assert.equal(senderOf('gossipscope.demo.n1.>'), undefined);
  });
});

describe('addresses', () => {
  it('are read as people write them, and written so that they can be read', () => {
    for (const text of ['127.0.0.1:80', 'n1.example.org:7400', '[::1]:7400', 'localhost:0'])
      assert.equal(addressText(hostPortIn('it', text)), text);
    assert.deepEqual(hostPortIn('it', ':7400'), { host: '', port: 7400 });
  });

  it('are of this machine, or not', () => {
    for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopback(ip), ip);
    for (const ip of ['10.0.0.1', '0.0.0.0', '::', 'fe80::1', '::ffff:10.0.0.1', '', 'localhost', undefined])
      assert.ok(!isLoopback(ip), ip);
  });
});
