/** The package as it is installed: small, without dependencies, with types and licences, and it works in an empty folder. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const MAX_INSTALLED_BYTES = 10_000_000;
/** A file takes whole ones of the disk. */
const BLOCK_BYTES = 4096;

const MINE = `import { defineStrategy } from 'gossipscope';
export default defineStrategy({
  name: 'mine',
  create: (host) => ({
    accepted(entry, now) { for (const peer of host.peers) host.send(peer, 'mail', [entry], now); },
  }),
});
`;

const USER = `import { defineStrategy, simulate, type Entry, type SimulationReport } from 'gossipscope';
const strategy = defineStrategy({
  name: 'typed',
  create(host, { fanout }) {
    const news: Entry[] = [];
    return { accepted(entry, now) { news.push(entry); host.send(host.peers.at(fanout) ?? host.me, 'rumor', news, now); } };
  },
});
const report: SimulationReport = await simulate({ nodes: 3, strategy, preset: 'relay-fast', scenarios: ['normal'] });
export const p99: number | undefined = report.runs[0]?.convergenceMs?.p99;
// @ts-expect-error: a number
await simulate({ nodes: 'three' });
`;

/** As `du` counts them. */
function bytesOnDisk(path: string): number {
  const found = statSync(path);
  const within = found.isDirectory() ? readdirSync(path) : [];
  return within.reduce(
    (sum, name) => sum + bytesOnDisk(join(path, name)),
    BLOCK_BYTES * Math.ceil(found.size / BLOCK_BYTES),
  );
}

describe('the package, packed and installed', function () {
  this.timeout(180_000);
  let directory: string;
  let folder: string;

  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const npx = (...args: string[]): string => run('npx', '--offline', ...args);

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'package-'));
    folder = join(directory, 'empty');
    mkdirSync(folder);
    // What prepack does, but for the build: other tests run what is built.
    execFileSync('npx', ['tsx', 'build/types.ts'], { cwd: ROOT });
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory];
    execFileSync('npm', args, { cwd: ROOT });
    const tarball = readdirSync(directory).find((name) => name.endsWith('.tgz')) ?? '';
    run('npm', 'install', '--offline', '--no-audit', '--no-fund', join(directory, tarball));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('is built by npm pack, and needs neither other packages nor a script of its own to be installed', () => {
    const installed = join(folder, 'node_modules/gossipscope/package.json');
    const { scripts, dependencies } = JSON.parse(readFileSync(installed, 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
      dependencies?: object;
    };
    assert.match(scripts['prepack'] ?? '', /npm run .*build && tsx build\/types\.ts/);
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      assert.equal(scripts[name], undefined, name);
    assert.deepEqual(Object.keys(dependencies ?? {}), []);
    const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(names, ['gossipscope']);
  });

  it('is small', () => {
    const bytes = bytesOnDisk(join(folder, 'node_modules'));
    assert.ok(bytes > 1_000_000 && bytes < MAX_INSTALLED_BYTES, `${bytes} bytes`);
  });

  it('brings the licences of what is bundled', () => {
    const text = readFileSync(join(folder, 'node_modules/gossipscope/dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['prom-client', '@opentelemetry/sdk-node', 'commander', 'echarts', 'zod'])
      assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    assert.match(text, /Permission is hereby granted, free of charge/);
    assert.match(text, /Apache License\s+Version 2\.0/);
    // One package has its licence in words only: who made it, and which it is, come along.
    assert.doesNotMatch(text, /without a licence file\. Its package\.json says: (?!MIT, by \w)/);
  });

  it('runs: the simulator with a strategy of one’s own, the bench, and the node for Maelstrom', () => {
    // As npm init leaves it.
    run('npm', 'pkg', 'set', 'type=commonjs');
    writeFileSync(join(folder, 'mine.js'), MINE);
    const short = ['--duration', '1s', '--scenario', 'normal', '--nodes', '3', '--json'];
    const simulated = npx('gossipscope', 'simulate', '--strategy', './mine.js', ...short);
    const benched = npx('gossipscope', 'bench', '--metrics-port', '0', ...short);
    for (const text of [simulated, benched]) {
      const { runs } = JSON.parse(text) as { runs: { problems: unknown[] }[] };
      assert.deepEqual(runs[0]?.problems, []);
    }
    assert.match(npx('gossipscope-node', '--help'), /Maelstrom/);
  });

  it('measures stores without bringing their clients: it says which to install', () => {
    const args = ['gossipscope', 'bench', '--target', 'redis://127.0.0.1:1'];
    const { status, stderr } = spawnSync('npx', ['--offline', ...args], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 3);
    assert.match(stderr, /error: redis:.*is not installed, or not all of it: run "npm install ioredis"/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('is a library, with types that need no other package', () => {
    writeFileSync(
      join(folder, 'use.mjs'),
      `import { simulate } from 'gossipscope';
       const { runs } = await simulate({ nodes: 3, durationMs: 1000, strategy: './mine.mjs', scenarios: ['normal'] });
       console.log(runs[0].messages.byKind.mail.messages, runs[0].problems.length);`,
    );
    writeFileSync(join(folder, 'mine.mjs'), MINE);
    assert.match(run(process.execPath, 'use.mjs'), /^\d{2,} 0\n$/);
    writeFileSync(join(folder, 'user.mts'), USER);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
    const { stdout } = spawnSync(tsc, [...flags, 'user.mts'], { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout, '');
  });
});
