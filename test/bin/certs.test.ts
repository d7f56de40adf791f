/** `gossipscope certs` as its users run it: what it makes is good, and what is there stays as it is. */

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIssuedBy, readCredentials } from '../../src/transport/tls/credentials.ts';
import { identityOf } from '../../src/transport/tls/identity.ts';
import { needs } from '../support/needs.ts';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';

const run = (...args: string[]): Promise<Ended> => new CommandProcess(['certs', ...args]).ended;
const DAY_MS = 86_400_000;

describe('gossipscope certs', () => {
  let folder: string;
  let out: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'certs-'));
    out = join(folder, 'certs');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(killBenches);

  const certificate = (file: string): X509Certificate => new X509Certificate(readFileSync(join(out, file)));
  const all = (): Record<string, string> =>
    Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));

  it('makes an authority and certificates that nodes take, with keys for their owner alone', async () => {
    const { code, stdout, stderr } = await run(
      '--out',
      out,
      '--cluster',
      'demo',
      'n1',
      'n2=n2.example.org,10.0.0.2',
      '--client',
      'backup',
    );
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(
      stdout,
      /^.*n2\.crt: node n2 \(localhost, 127\.0\.0\.1, ::1, n2\.example\.org, 10\.0\.0\.2\), valid until \d{4}-/m,
    );
    const files = [
      'backup.client.crt',
      'backup.client.key',
      'ca.crt',
      'ca.key',
      'n1.crt',
      'n1.key',
      'n2.crt',
      'n2.key',
    ];
    assert.deepEqual(readdirSync(out).toSorted(), files);
    for (const file of files.filter((name) => name.endsWith('.key')))
      assert.equal(statSync(join(out, file)).mode & 0o777, 0o600, file);
    for (const node of ['n1', 'n2']) {
      const paths = {
        ca: join(out, 'ca.crt'),
        cert: join(out, `${node}.crt`),
        key: join(out, `${node}.key`),
      };
      const { authorities } = await readCredentials(paths, { cluster: 'demo', node });
      assert.ok(isIssuedBy(certificate(`${node}.crt`), authorities));
    }
    const n2 = certificate('n2.crt');
    for (const host of ['n2.example.org', 'localhost']) assert.ok(n2.checkHost(host), host);
    for (const ip of ['10.0.0.2', '127.0.0.1', '::1']) assert.ok(n2.checkIP(ip), ip);
    assert.deepEqual(identityOf(certificate('backup.client.crt')), {
      cluster: 'demo',
      role: 'client',
      name: 'backup',
    });
    assert.equal(identityOf(certificate('ca.crt')), undefined, 'the authority is no node');
    assert.deepEqual([certificate('ca.crt').ca, n2.ca], [true, false]);
  });

  it('adds to the authority that is there, and lets no certificate outlive it', async () => {
    await run('--out', out, '--cluster', 'demo', '--ca-days', '10', 'n1');
    const before = all();
    const { code, stderr } = await run('--out', out, 'n2', '--days', '5');
    assert.deepEqual([code, stderr], [0, '']);
    for (const [name, text] of Object.entries(before)) assert.equal(all()[name], text, name);
    const [ca, n1, n2] = [certificate('ca.crt'), certificate('n1.crt'), certificate('n2.crt')];
    assert.ok(isIssuedBy(n2, [ca]));
    assert.equal(n1.validTo, ca.validTo);
    assert.ok(Math.abs(Date.parse(n2.validTo) - Date.now() - 5 * DAY_MS) < 600_000);
    assert.deepEqual(identityOf(n2), { cluster: 'demo', role: 'node', name: 'n2' });
  });

  it('renews only what it is told to, with a key of its own', async () => {
    await run('--out', out, '--cluster', 'demo', 'n1', 'n2');
    const before = all();
    const { code } = await run('--out', out, '--renew', '--days', '30', 'n1');
    const changed = Object.keys(before).filter((name) => all()[name] !== before[name]);
    assert.deepEqual([code, changed.toSorted()], [0, ['n1.crt', 'n1.key']]);
    assert.equal(statSync(join(out, 'n1.key')).mode & 0o777, 0o600);
  });

  it('changes nothing where something is in the way, and says what to do in one line', async () => {
    await run('--out', out, '--cluster', 'demo', 'n1');
    const before = all();
    const cases: readonly (readonly [args: readonly string[], code: number, says: RegExp])[] = [
      [['n2', 'n1'], 3, /n1\.crt is there already: --renew replaces it, or choose another --out$/],
      [['--cluster', 'other', 'n2'], 3, /is that of cluster demo, not other: choose another --out$/],
      [[], 2, /no node is named: which nodes are there\?/],
      [['--cluster', 'a.b', 'n2'], 2, /the cluster "a\.b" cannot be used: take 1 to 63 letters/],
      [['n.2'], 2, /the node "n\.2" cannot be used/],
      [['--client', '*'], 2, /the client "\*" cannot be used/],
      [['ca'], 2, /no node can be named ca/],
      [['n2', 'n2=host'], 2, /node n2 is named twice/],
      [['n2=a b'], 2, /"a b" is no host: write n2=host1\.example,10\.0\.0\.1/],
      [['n2='], 2, /"" is no host/],
      [['n2', '--days', '0'], 2, /'--days <n>' argument '0' is invalid\. It must be a whole number from 1/],
    ];
    for (const [args, code, says] of cases) {
      const ended = await run('--out', out, ...args);
      const line = ended.stderr.split('\n')[0] ?? '';
      assert.match(line, says);
      assert.deepEqual([ended.code, ended.stdout, /^ +at /m.test(ended.stderr)], [code, '', false], line);
    }
    assert.deepEqual(all(), before);
    assert.match((await run('n1')).stderr, /--out is missing: where shall they go\?/);
    assert.match(
      (await run('--out', join(folder, 'new'), 'n1')).stderr,
      /no authority in .*: name its cluster/,
    );
  });

  it('does not sign with an authority that is not its own, or not whole', async () => {
    await run('--out', out, '--cluster', 'demo', 'n1');
    const key = readFileSync(join(out, 'ca.key'));
    writeFileSync(join(out, 'ca.key'), readFileSync(join(out, 'n1.key')));
    assert.match((await run('--out', out, 'n2')).stderr, /ca\.key is not the key of .*ca\.crt/);
    rmSync(join(out, 'ca.key'));
    assert.match(
      (await run('--out', out, 'n2')).stderr,
      /ca\.key is missing: an authority is ca\.crt and ca\.key/,
    );
    writeFileSync(join(out, 'ca.key'), key);
    writeFileSync(join(out, 'ca.crt'), readFileSync(join(out, 'n1.crt')));
    assert.match(
      (await run('--out', out, 'n2')).stderr,
      /ca\.crt is no authority that gossipscope certs made/,
    );
    assert.deepEqual(readdirSync(out).toSorted(), ['ca.crt', 'ca.key', 'n1.crt', 'n1.key']);
  });

  it('says so at once where no folder can be made', async function () {
    needs(this, 'linux');
    const { code, stderr } = await run('--out', '/proc/nowhere/certs', '--cluster', 'demo', 'n1');
    assert.deepEqual(
      [code, /^error: --out \/proc\/nowhere\/certs: cannot be made: ENOENT/.test(stderr)],
      [3, true],
    );
  });
});
