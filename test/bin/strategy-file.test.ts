/** A strategy's file as it is started where people keep it: beside a package.json that takes `.js` for CommonJS, or for nothing. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';

const STRATEGY = `{
  name: 'mine',
  create: (host) => ({ accepted(entry, now) { for (const peer of host.peers) host.send(peer, 'mail', [entry], now); } }),
};`;

describe('a strategy in a .js file', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'strategy-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(killBenches);

  const simulate = (file: string, ...args: string[]): Promise<Ended> =>
    new CommandProcess([
      ...['simulate', '--nodes', '3', '--duration', '300ms', '--scenario', 'normal'],
      ...['--sweep', `strategy=direct-mail,${file}`, ...args],
    ]).ended;

  for (const [about, manifest] of [
    ['says nothing', {}],
    ['says commonjs', { type: 'commonjs' }],
    ['says module', { type: 'module' }],
  ] as const)
    it(`is a module where its package.json ${about}, in every thread`, async () => {
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
      const file = join(folder, 'mine.js');
      writeFileSync(file, `export default ${STRATEGY}`);
      const { code, stderr } = await simulate(file, '--jobs', '2');
      assert.deepEqual([code, stderr.includes('Warning')], [0, false], stderr);
    });

  it('may be CommonJS, too, and is told where it is neither', async () => {
    writeFileSync(join(folder, 'package.json'), '{}');
    const file = join(folder, 'mine.js');
    writeFileSync(file, `module.exports = ${STRATEGY}`);
    assert.equal((await simulate(file)).code, 0);
    writeFileSync(file, 'export default {');
    const { code, stderr } = await simulate(file);
    assert.equal(code, 2);
    assert.match(stderr, /mine\.js: it cannot be loaded: SyntaxError/);
  });

  for (const [when, text] of [
    ['as it is loaded', 'process.exit(0);'],
    ['in a thread', 'export default { name: "m", create: () => ({ accepted() { process.exit(0); } }) };'],
  ] as const)
    it(`may not end the program ${when}`, async () => {
      const file = join(folder, `ends ${when}.mjs`);
      writeFileSync(file, text);
      const { code, stderr } = await simulate(file, '--jobs', '2');
      assert.equal(code, when === 'in a thread' ? 3 : 2, stderr);
      assert.match(stderr, /process\.exit\(\) was called: .* may not end the program/);
    });
});
