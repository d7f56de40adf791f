/** Faults that a service injects into its own links: for whom, for how long, and what they do to what it sends and receives. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts, killServices, ServeProcess, type Answered } from '../../support/serve-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../../support/temporary-directory.ts';
import { waitFor } from '../../support/wait-for.ts';

const TOKEN = 'faulty-0123456789abcdef0123456789';
const READER = 'reader-0123456789abcdef0123456789';
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const headers = { ...bearer(TOKEN), 'content-type': 'application/json' };
const CUT = { n2: { cut: true } };

describe('faults of a service', function () {
  this.timeout(60_000);
  let n1: ServeProcess;
  let n2: ServeProcess;

  before(async () => {
    const tokens = join(temporaryDirectory(), 'tokens');
    const file = {
      tokens: [
        { name: 'faulty', roles: ['read', 'write', 'faults'], token: TOKEN },
        { name: 'reader', roles: ['read', 'write'], token: READER },
      ],
    };
    writeFileSync(tokens, JSON.stringify(file), { mode: 0o600 });
    const [first = 0, second = 0] = await freePorts(2);
    const peers = `n1=127.0.0.1:${first},n2=127.0.0.1:${second}`;
    const args = ['--transport', 'tcp', '--tokens', tokens];
    const lease = ['--allow-faults', '--fault-lease', '60s'];
    [n1, n2] = await Promise.all([
      ServeProcess.start({ node: 'n1', peers, args: [...args, ...lease] }),
      ServeProcess.start({ node: 'n2', peers, args }),
    ]);
  });
  after(() => {
    killServices();
    removeTemporaryDirectories();
  });
  afterEach(() => n1.ask('DELETE', '/v1/faults', { headers: bearer(TOKEN) }));

  const set = (faults: object, service = n1): Promise<Answered> =>
    service.ask('PUT', '/v1/faults', {
      headers,
      body: JSON.stringify({ by: 'test', leaseMs: 60_000, ...faults }),
    });
  const isAt = async (service: ServeProcess, key: string): Promise<boolean> =>
    (await service.get(key, headers)).status === 200;
  const metric = async (name: string, labels: string): Promise<number> => {
    const { text } = await n1.ask('GET', '/metrics', { headers });
    const line = text.split('\n').find((one) => one.startsWith(`${name}{${labels}}`));
    return Number(line?.split(' ')[1]);
  };

  it('cut one way and the other, are on the scrape, and end when they are told to', async () => {
    assert.equal((await set({ to: CUT })).status, 200);
    assert.equal(await metric('gossip_transport_faults', 'peer="n2",direction="to",fault="cut"'), 1);
    assert.equal(await metric('gossip_transport_faults', 'peer="n2",direction="from",fault="cut"'), 0);
    await n1.put('kept', '1', headers);
    await n2.put('comes', '1', headers);
    await waitFor('what comes the other way', () => isAt(n1, 'comes'), 20_000);
    assert.equal(await isAt(n2, 'kept'), false);
    assert.ok((await metric('gossip_transport_dropped_total', 'peer="n2",reason="fault"')) > 0);

    assert.equal((await set({})).status, 200);
    await waitFor('what was kept', () => isAt(n2, 'kept'), 20_000);
    assert.equal((await set({ from: CUT })).status, 200);
    await n2.put('unheard', '1', headers);
    await n1.put('heard', '1', headers);
    await waitFor('what n1 sends', () => isAt(n2, 'heard'), 20_000);
    assert.equal(await isAt(n1, 'unheard'), false);

    const ended = await n1.ask('DELETE', '/v1/faults', { headers: bearer(TOKEN) });
    assert.equal(ended.text, '{"leaseLimitMs":60000,"faults":null}');
    await waitFor('what n1 had not heard', () => isAt(n1, 'unheard'), 20_000);
    const last = n1.logs.filter(({ msg }) => msg === 'faults ended').at(-1);
    assert.deepEqual([last?.['by'], last?.['reason']], ['test', 'ended with token faulty']);
  });

  it('hold messages back, and end with their lease', async () => {
    assert.equal((await set({ to: { n2: { latencyMs: 700 } }, leaseMs: 3000 })).status, 200);
    const startMs = performance.now();
    await n1.put('slow', '1', headers);
    await waitFor('the message', () => isAt(n2, 'slow'), 20_000);
    assert.ok(performance.now() - startMs >= 700);
    const isOver = async (): Promise<boolean> =>
      (await n1.ask('GET', '/v1/faults', { headers })).text.endsWith('"faults":null}');
    await waitFor('the end of the lease', isOver, 20_000);
  });

  it('are for the role alone, for one at a time, and only where they are allowed', async () => {
    const asReader = { headers: { ...headers, ...bearer(READER) }, body: '{}' };
    assert.equal((await n1.ask('PUT', '/v1/faults', asReader)).status, 403);
    assert.equal((await n1.ask('DELETE', '/v1/faults', { headers: bearer(READER) })).status, 403);
    assert.equal((await n1.ask('GET', '/v1/faults', { headers: bearer(READER) })).status, 200);
    const notAllowed = await set({ to: { n1: { cut: true } } }, n2);
    assert.equal(notAllowed.status, 403);
    assert.equal(notAllowed.problem?.type, 'urn:gossipscope:problem:faults_not_allowed');
    assert.match(notAllowed.text, /start it with --allow-faults/);
    assert.equal((await set({ to: CUT })).status, 200);
    const other = await set({ by: 'another' });
    assert.equal(other.status, 409);
    assert.match(other.problem?.detail ?? '', /^faults of test \(token faulty\) are in force/);
  });

  it('are refused with a reason where they are malformed', async () => {
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ leaseMs: 60_001 }, /^leaseMs: 60001 is too long, [^\n]*60000 ms at most \(--fault-lease\)/],
      [{ leaseMs: 1 }, /^leaseMs: /],
      [{ by: '' }, /^by: say who sets them/],
      [{ to: { n9: { cut: true } } }, /^"n9" is no peer of this node: its peers are n2$/],
      [{ to: { n1: { cut: true } } }, /^"n1" is no peer/],
      [{ to: { n2: { lossRatio: 2 } } }, /^to\.n2\.lossRatio: /],
      [{ from: { n2: { cuts: true } } }, /^from\.n2: [^\n]*cuts/],
    ];
    for (const [faults, wanted] of cases) {
      const { status, problem } = await set(faults);
      assert.equal(status, 400, JSON.stringify(faults));
      assert.match(problem?.detail ?? '', wanted);
    }
  });
});
