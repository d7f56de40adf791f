/** Where a report goes: its page lies beside its numbers, is shown in the browser if there is one, and costs a node nothing. */

import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killBenches, simulate, SimulateProcess, UNSETTLED } from '../../support/bench-process.ts';
import { needs } from '../../support/needs.ts';

const SMALL = ['--nodes', '3', '--duration', '1s', '--scenario', 'normal'];
const DIST = fileURLToPath(new URL('../../../dist', import.meta.url));

describe('the output of a report', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'output-'));
  });
  afterEach(() => {
    killBenches();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Runs with nothing on the PATH but this browser, and with the directory for temporary files. */
  const opening = (args: readonly string[], browser?: string): SimulateProcess => {
    const path = join(directory, 'xdg-open');
    if (browser !== undefined) writeFileSync(path, `#!/bin/sh\n${browser}\n`);
    if (browser !== undefined) chmodSync(path, 0o755);
    return new SimulateProcess([...SMALL, '--open', ...args], { PATH: directory, TMPDIR: directory });
  };

  it('is the same page for the same seed, byte for byte', async () => {
    for (const name of ['a', 'b'])
      assert.equal((await simulate(...SMALL, '--out', join(directory, name))).code, 0);
    const [a, b] = ['a', 'b'].map((name) => readFileSync(join(directory, name, 'report.html'), 'utf8'));
    assert.ok(a === b && a?.startsWith('<!doctype html>'));
  });

  it('is on stdout also where the numbers cannot be written, and what stood there stays', async () => {
    mkdirSync(join(directory, 'report.json'));
    const { code, stdout, stderr } = await simulate(...SMALL, '--out', directory);
    assert.equal(code, 3);
    assert.match(stdout, /^3 replicas in virtual time/);
    assert.match(
      stderr,
      /^error: .*report\.json cannot be written: .*Make room, or choose another --out.*\n$/,
    );
    assert.deepEqual(readdirSync(directory), ['report.json']);
  });

  it('is refused at once for a directory that cannot be made', async function () {
    needs(this, 'linux');
    const { code, stderr } = await simulate(...SMALL, '--out', '/proc/nowhere/report');
    assert.equal(code, 2);
    assert.match(stderr, /^error: --out \/proc\/nowhere\/report: cannot be written: ENOENT/);
  });

  it('is shown with --open', async function () {
    needs(this, 'linux');
    const { code, stderr } = await opening([], `echo "$1" > ${directory}/opened`).ended;
    assert.equal(code, 0, stderr);
    const shown = readFileSync(join(directory, 'opened'), 'utf8').trim();
    assert.ok(shown.startsWith(join(directory, 'gossipscope-')) && existsSync(shown), shown);
    assert.ok(
      stderr.includes(`the report: ${shown} (all numbers: report.json beside it)`) &&
        !stderr.includes('warning'),
      stderr,
    );
  });

  it('is written nowhere where nobody asks for it, and the output says how to ask', async () => {
    const run = (...args: string[]) => new SimulateProcess([...SMALL, ...args], { TMPDIR: directory }).ended;
    const { code, stderr, stdout } = await run();
    assert.deepEqual(
      [code, stderr],
      [0, 'all tables: --full; as a page, with all numbers: --out DIR, or --open\n'],
    );
    assert.doesNotMatch(stdout, /audit {2}|p99 /);
    assert.match((await run('--full')).stdout, /^ audit {2}/m);
    assert.equal((await run('--json')).stderr, '');
    assert.deepEqual(readdirSync(directory), []);
  });

  it('is written, and its verdict is the exit code, when nobody reads the output any more', async () => {
    const simulation = new SimulateProcess([...UNSETTLED, '--out', directory]);
    simulation.child.stdout?.destroy();
    assert.equal((await simulation.ended).code, 1);
    for (const name of ['report.json', 'report.html']) assert.ok(existsSync(join(directory, name)), name);
  });

  it('is shown on the screen where there is no place for a page', async () => {
    const missing = join(directory, 'missing');
    const { code, stdout, stderr } = await new SimulateProcess([...SMALL, '--open'], { TMPDIR: missing })
      .ended;
    assert.equal(code, 0);
    assert.match(stdout, /messages per write/);
    assert.match(stderr, /^warning: no report.html: ENOENT/m);
  });

  it('warns where there is no browser, and is there all the same', async function () {
    needs(this, 'linux');
    const out = join(directory, 'out');
    for (const [browser, says] of [
      [undefined, /warning: the page could not be opened: .*ENOENT/],
      ['exit 3', /warning: the page could not be opened: xdg-open exited with 3/],
    ] as const) {
      const { code, stderr } = await opening(['--out', out], browser).ended;
      assert.equal(code, 0, stderr);
      assert.match(stderr, says);
      assert.ok(existsSync(join(out, 'report.html')));
    }
  });

  it('loads what draws charts only when a page is made: a node starts without it', () => {
    const chunks = readdirSync(DIST).filter((name) => name.endsWith('.cjs'));
    const textOf = (name: string): string => readFileSync(join(DIST, name), 'utf8');
    const drawing = chunks.filter((name) => textOf(name).includes('renderToSVGString'));
    assert.ok(drawing.length > 0, 'the program draws');
    const loaded = new Set<string>();
    const load = (name: string): void => {
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const [, next = ''] of textOf(name).matchAll(/(?<!=>)require\("\.\/([\w.-]+\.cjs)"\)/g))
        load(next);
    };
    for (const name of chunks.filter((one) => /^(gossipscope|run-node|bench|simulate)\b/.test(one)))
      load(name);
    assert.ok(loaded.size > 5, 'chunks were found');
    assert.deepEqual(
      drawing.filter((name) => loaded.has(name)),
      [],
    );
  });
});
