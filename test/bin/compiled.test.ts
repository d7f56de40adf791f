/** The program starts with code that V8 compiled when it was built; without such code, or with code of something else, it runs as well. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const { COMPILED, MARK_LENGTH } = createRequire(import.meta.url)(join(ROOT, 'bin/load.js')) as {
  COMPILED: string;
  MARK_LENGTH: number;
};
const NODE_INIT =
  '{"src":"c1","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}\n';

/** Preloaded: says at the end which of the program's files V8 took the compiled code of, and which not. */
const WATCHING = `
const vm = require('node:vm');
const [taken, refused] = [[], []];
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    (this.cachedDataRejected === false ? taken : refused).push(options.filename);
  }
};
process.on('exit', () => process.stderr.write('\\n' + JSON.stringify({ taken, refused })));
`;

describe('the compiled code of the program', () => {
  let folder: string;
  let compiled: string;

  /** A package of its own, at a place of its own. */
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'compiled-'));
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    compiled = join(folder, relative(ROOT, COMPILED));
    writeFileSync(join(folder, 'watch.cjs'), WATCHING);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(...args: string[]): { stdout: string; taken: string[]; refused: string[] } {
    const words = ['--require', join(folder, 'watch.cjs'), join(folder, 'bin/gossipscope'), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, {
      encoding: 'utf8',
      input: NODE_INIT,
    });
    assert.equal(status, 0, stderr);
    return {
      stdout,
      ...(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as { taken: []; refused: [] }),
    };
  }

  it('keeps the characters of pages, which are not all ASCII', () => {
    const out = join(folder, 'out');
    run('simulate', '--nodes', '2', '--duration', '300ms', '--scenario', 'normal', '--out', out);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    assert.match(page, /✓/);
    assert.doesNotMatch(page, /\u00e2[\u0080-\u00bf]/, 'bytes of UTF-8, taken for characters');
  });

  it('is there for all that a node and the help load', () => {
    for (const args of [['node'], ['--help']]) {
      const { taken, refused } = run(...args);
      assert.deepEqual(refused, []);
      assert.ok(
        taken.includes(join('gossipscope/dist', args[0] === 'node' ? 'node' : '', 'gossipscope.cjs')),
      );
    }
  });

  it('is not taken for another text', () => {
    // As another build would leave it, of the same length: V8 alone would run the old code.
    const file = join(folder, 'dist/gossipscope.cjs');
    const text = readFileSync(file, 'latin1');
    const another = text.replace('Begin with:', 'Begin thus:').slice(0, -MARK_LENGTH);
    writeFileSync(file, another + '0'.repeat(MARK_LENGTH));
    const { stdout, refused } = run('--help');
    assert.match(stdout, /^Begin thus:$/m);
    assert.deepEqual(refused, [join('gossipscope/dist/gossipscope.cjs')]);
  });

  it('is not taken where it is of another V8, or broken', () => {
    const file = join(compiled, 'node/gossipscope.cjs');
    const code = readFileSync(file);
    // The version of V8 comes second, after a magic number.
    writeFileSync(file, code.fill(0xff, 4, 8));
    assert.match(run('node').stdout, /"init_ok"/);
    writeFileSync(file, code);
    truncateSync(file, code.length / 2);
    const { stdout, refused } = run('node');
    assert.match(stdout, /"init_ok"/);
    assert.deepEqual(refused, [join('gossipscope/dist/node/gossipscope.cjs')]);
  });

  it('may be missing, where nothing can be written', () => {
    rmSync(compiled, { recursive: true });
    writeFileSync(join(folder, 'dist/compiled'), 'no folder');
    const { stdout, taken, refused } = run('node');
    assert.match(stdout, /"init_ok"/);
    assert.deepEqual([...taken, ...refused], []);
    assert.ok(!existsSync(compiled));
  });

  it('leaves stack traces true, wherever it was compiled', () => {
    const preload = join(folder, 'throw.cjs');
    writeFileSync(
      preload,
      'process.stdout.once = () => { throw new Error("planted"); }; process.stdout.on = process.stdout.once;',
    );
    const words = ['--require', preload, join(folder, 'bin/gossipscope'), '--help'];
    const { stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    assert.match(stderr, /at runProgram \(gossipscope[\\/]dist[\\/][\w-]+\.cjs:\d+:\d+\)/);
  });
});
