/** A strategy in a file of its own runs as ours do, under the same truth, and its mistakes are told as its own. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulationReportSchema } from '../../src/report/schema/simulation-schema.ts';
import { TuneReportSchema } from '../../src/report/schema/tune-schema.ts';
import { CommandProcess, simulate } from '../support/bench-process.ts';

const EXAMPLE = 'examples/push-to-one.js';
const SMALL = ['--nodes', '4', '--duration', '1s', '--scenario', 'normal', '--json'];

/** What `create` returns, as text, and what else the file says. */
function file(own: string, rest = ''): string {
  return `export default { name: 'x', create(host) { ${own} } };\n${rest}`;
}

describe('a strategy in a file of its own', () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), 'strategy-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('is simulated, and its report gives the same bytes again', async () => {
    const first = await simulate(...SMALL, '--strategy', EXAMPLE);
    assert.equal(first.code, 0, first.stderr);
    const { settings, runs, theory, replay } = SimulationReportSchema.parse(JSON.parse(first.stdout));
    assert.deepEqual(
      [settings.gossip.strategy, settings.gossip.repairAfterMs, theory],
      [EXAMPLE, 3000, [null]],
    );
    assert.ok((runs[0]?.messages.byKind['rumor']?.messages ?? 0) > 50, 'its own messages were sent');
    const again = await simulate(...replay.split(' ').slice(2), '--json');
    const report = SimulationReportSchema.parse(JSON.parse(again.stdout));
    assert.deepEqual({ ...report, replay }, JSON.parse(first.stdout));
  });

  it('is compared with ours in a sweep, with the settings that are given', async () => {
    const sweep = ['--sweep', `strategy=direct-mail,${EXAMPLE}`];
    const { code, stdout, stderr } = await simulate(...SMALL, ...sweep, '--repair-after', '1s');
    assert.equal(code, 0, stderr);
    const { runs } = SimulationReportSchema.parse(JSON.parse(stdout));
    const slowest = runs.map(({ convergenceMs }) => convergenceMs?.max ?? 0);
    assert.ok((slowest[0] ?? 0) < (slowest[1] ?? 0), slowest.join(' '));
  });

  for (const [what, which] of [
    ['alone, with the settings that matter to every strategy', ['--strategy', EXAMPLE]],
    [
      'against ours, in a grid',
      ['--sweep', `strategy=direct-mail,${EXAMPLE}`, '--sweep', 'ack-delay=0ms,1s'],
    ],
  ] as const)
    it(`is tuned ${what}`, async () => {
      const goal = ['--target', 'convergence.p99<20s', '--minimize', 'messages', '--seeds', '8'];
      const { code, stdout, stderr } = await new CommandProcess(['tune', ...SMALL, ...goal, ...which]).ended;
      assert.equal(code, 0, stderr);
      const { recommended, front, confirm } = TuneReportSchema.parse(JSON.parse(stdout));
      const tried = [recommended ?? assert.fail('it recommends nothing'), ...front];
      const own = tried.find(({ point }) => point['strategy'] === EXAMPLE);
      assert.ok(own !== undefined && (own.figures['messages.perWrite']?.median ?? 0) > 0);
      if (recommended?.point['strategy'] === EXAMPLE) assert.equal(confirm, null, 'no process runs it');
    }).timeout(120_000);

  it('keeps every promise in a swarm', async () => {
    const { code, stdout, stderr } = await simulate('--swarm', '30', '--seed', '5', '--strategy', EXAMPLE);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /30 runs from seed 5 on/);
  }).timeout(60_000);

  it('is found wrong where it falsifies what it was given, with the command that shows it again', async () => {
    // A write without keys is held by whoever hears of it: nobody has the value, and all say that they do.
    const path = join(directory, 'greedy.mjs');
    const own = `return { accepted(entry, now) { entry.keys.length = 0; host.send(host.peers.at(0), 'rumor', [entry], now); } };`;
    writeFileSync(path, file(own));
    const { code, stdout } = await simulate('--swarm', '40', '--seed', '30', '--strategy', path);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /replay: gossipscope simulate --swarm 1 --strategy \S+greedy\.mjs --seed \d+/);
  }).timeout(60_000);

  const mistakes: readonly (readonly [what: string, text: string, code: number, says: RegExp])[] = [
    [
      'cannot be parsed',
      'export default {',
      2,
      /cannot be loaded: SyntaxError: .*"node --check" shows where/,
    ],
    [
      'has no default export',
      'export const x = 1;',
      2,
      /default export is missing\. Write export default def/,
    ],
    ['has no name', 'export default { create() {} };', 2, /its default export has no name/],
    ['has no create', "export default { name: 'x' };", 2, /has no function create\(host, settings\)/],
    ['imports what is not there', "import 'left-out-of-it';", 2, /Cannot find package 'left-out-of-it'/],
    ['returns nothing', file(''), 3, /create\(\) at n\d+: it returned undefined/],
    ['has no accepted', file('return {};'), 3, /create\(\) at n\d+: .*no method accepted/],
    [
      'throws',
      file('return { accepted(entry) {\n  entry.nothing.more();\n} };'),
      3,
      /accepted\(\) at n\d+: TypeError: .*undefined \(reading 'more'\) \(line 2, column 17\)/,
    ],
    [
      'sends to a stranger',
      file("return { accepted(entry, now) {\n host.send('n9', 'rumor', [entry], now); } };"),
      3,
      /accepted\(\) at n\d+: host\.send to n9, which is no peer of n\d+ \(line 2,/,
    ],
    [
      'sends a kind that there is not',
      file("return { accepted(entry, now) { host.send(host.peers.at(0), 'shout', [entry], now); } };"),
      3,
      /host\.send of kind shout: choose from mail, rumor/,
    ],
    [
      'sends one entry where several are due',
      file("return { accepted(entry, now) { host.send(host.peers.at(0), 'rumor', entry, now); } };"),
      3,
      /host\.send needs an array of entries, not object/,
    ],
    [
      'is due for ever',
      file('return { dueAtMs: 0, accepted() {} };'),
      3,
      /flush\(\) at n\d+: dueAtMs is still due/,
    ],
    ['has no time', file('return { dueAtMs: "soon", accepted() {} };'), 3, /dueAtMs at n\d+: .*not soon/],
    [
      'acknowledges by a stranger',
      file('return { accepted() {}, ackVia: () => "n0" };'),
      3,
      /ackVia\(\) at n\d+: n0 is no/,
    ],
  ];
  for (const [what, text, expected, says] of mistakes) {
    it(`that ${what} is named with its file, without a stack`, async () => {
      const path = join(directory, `mine.mjs`);
      writeFileSync(path, text);
      const { code, stdout, stderr } = await simulate(...SMALL, '--strategy', path);
      assert.match(stderr, says);
      assert.match(stderr, new RegExp(`^error: --strategy ${path}: `));
      assert.doesNotMatch(stderr, /^ +at /m);
      assert.deepEqual([code, stdout], [expected, '']);
    });
  }

  it('that is not there is named', async () => {
    const { code, stderr } = await simulate('--strategy', './no-such.js');
    assert.match(stderr, /--strategy \.\/no-such\.js: it cannot be loaded: there is no such file/);
    assert.equal(code, 2);
  });
});
