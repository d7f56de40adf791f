/** Holds the layout: which folder may import which, what the pure ones may name, how long and how named files are. */

import assert from 'node:assert/strict';
import {
  circles,
  confinedPackages,
  deadFiles,
  importDirection,
  MAX_LINES,
  opening,
  privacy,
  purity,
  silentSkip,
  size,
  SOURCE_RULES,
  TEST_RULES,
  TEXT_RULES,
  vagueName,
  type Rule,
} from './architecture/rules.ts';
import { filesUnder, importsOf, type SourceFile } from './architecture/source.ts';

const CODE = /\.(ts|mjs)$/;
const TEXT = /\.(ts|mjs|js|json|md|ya?ml|html|txt|sh)$|^(\.ci|bin)\/|^[A-Z]+$/;
/** These two name what they forbid. */
const NAMES_THE_FORBIDDEN = ['test/architecture.test.ts', 'test/architecture/rules.ts'];

function breaches(rules: readonly Rule[], files: readonly SourceFile[]): string {
  return files.flatMap((file) => rules.flatMap((rule) => rule(file))).join('\n');
}

describe('the architecture', () => {
  const all = filesUnder('');
  const source = all.filter(({ path }) => path.startsWith('src/') && CODE.test(path));

  it('is kept by every source file', () => {
    assert.ok(source.length > 50, 'the sources were found');
    assert.equal(breaches(SOURCE_RULES, source), '');
  });

  it('has no dead files', () => {
    assert.equal(deadFiles(source).join('\n'), '');
  });

  it('has no files that import each other in a circle', () => {
    assert.equal(circles(all.filter(({ path }) => CODE.test(path))).join('\n'), '');
  });

  it('is kept by tests and tools', () => {
    const others = all.filter(({ path }) => CODE.test(path) && !path.startsWith('src/'));
    assert.ok(others.length > 10, 'the tests were found');
    assert.equal(breaches(TEST_RULES, others), '');
  });

  it('tells nothing of where it was written', () => {
    const texts = all.filter(({ path }) => TEXT.test(path) && !NAMES_THE_FORBIDDEN.includes(path));
    assert.equal(breaches(TEXT_RULES, texts), '');
  });
});

describe('the rules of the architecture', () => {
  const finds = (rule: Rule, path: string, text: string, expected: RegExp | undefined): void => {
    const found = rule({ path, text }).join('\n');
    if (expected === undefined) assert.equal(found, '');
    else assert.match(found, expected);
  };

  it('see every form of import', () => {
    const text = `import a from './a.ts'; import type { B } from "../b.ts"; import './c.ts';
      export * from './d.ts'; export type { E } from './e.ts'; const f = await import('./f.ts');
      type G = import('./g.ts').G; // import h from './h.ts'
      const i = "import './i.ts'";`;
    const found = ['src/x/a.ts', 'src/b.ts', ...['c', 'd', 'e', 'f', 'g'].map((name) => `src/x/${name}.ts`)];
    assert.deepEqual(importsOf({ path: 'src/x/y.ts', text }), found);
  });

  it('forbid imports against the direction, of a sibling program, and of the core by the bench', () => {
    const rule = importDirection;
    finds(
      rule,
      'src/core/x.ts',
      "import '../workload/kv.ts';",
      /core\/ must not import src\/workload\/kv.ts/,
    );
    finds(rule, 'src/base/x.ts', "import type { A } from '../core/a.ts';", /base\/ must not/);
    finds(rule, 'src/bench/x.ts', "await import('../simulate/a.ts');", /bench\/ must not/);
    finds(rule, 'src/bench/deep/x.ts', "import '../../core/a.ts';", /bench\/ must not import src\/core/);
    finds(rule, 'src/check/x.ts', "import '../observe/a.ts';", /check\/ must not/);
    finds(rule, 'src/odd/x.ts', '', /odd is no folder of the layout/);
    finds(rule, 'src/host/x.ts', "import '../core/a.ts'; import './b.ts';", undefined);
  });

  it('forbid packages outside their folder, and any in the pure folders', () => {
    const rule = confinedPackages;
    finds(rule, 'src/core/x.ts', "import 'node:fs';", /core\/ must not import node:fs/);
    finds(rule, 'src/net/x.ts', "import type { z } from 'zod';", /net\/ must not import zod/);
    finds(rule, 'src/host/x.ts', "import 'prom-client';", /prom-client belongs to observe/);
    finds(rule, 'src/bench/x.ts', "await import('@opentelemetry/api');", /belongs to observe/);
    finds(rule, 'src/host/x.ts', 'await import(name);', /nobody can check/);
    finds(rule, 'src/observe/x.ts', "import 'prom-client'; import 'node:http';", undefined);
  });

  it('forbid clocks, timers, randomness and the process in the pure folders', () => {
    for (const use of [
      'const now = Date.now();',
      'const x = Math.random();',
      'const x = Math\n.random();',
      'setTimeout(f, 1);',
      'const { env } = process;',
      'console.log(1);',
      'const at: Date = x;',
      'const o = { process };',
      'await Promise.all(x);',
    ]) {
      finds(purity, 'src/core/x.ts', use, /take it as an argument/);
      finds(purity, 'src/host/x.ts', use, undefined);
    }
    const harmless =
      'x.process(); const y = { Date: 1, console() {} }; interface I { process: number } // Date.now()';
    finds(purity, 'src/core/x.ts', harmless, undefined);
    finds(purity, 'src/core/x.ts', 'const text = "process";', undefined);
  });

  it('forbid barrels, drawers, long files and files without a reason', () => {
    finds(vagueName, 'src/core/index.ts', '', /index.ts does not say/);
    finds(vagueName, 'src/utils/x.ts', '', /utils does not say/);
    finds(vagueName, 'test/bench/helper.ts', '', /helper.ts does not say/);
    finds(vagueName, 'src/core/version-index.ts', '', undefined);
    finds(size, 'src/core/x.ts', '\n'.repeat(MAX_LINES), undefined);
    finds(size, 'src/core/x.ts', '\n'.repeat(MAX_LINES + 1), /301 lines/);
    finds(opening, 'src/core/x.ts', 'export const a = 1; // Why this file exists.', /must open with/);
    finds(opening, 'src/core/x.ts', '/** */\nexport const a = 1;', /must open with/);
    finds(opening, 'src/core/x.ts', '', /must open with/);
    finds(opening, 'src/core/x.ts', '/** Why this file exists. */\nexport const a = 1;', undefined);
    finds(opening, 'src/bin/x.ts', '#!/usr/bin/env node\n// Why this file exists.\nf();', undefined);
  });

  it('forbid telling where something was written', () => {
    for (const text of ['see /home/me/x', 'as in the previous session', 'closes issue 12', '"/work/x"']) {
      finds(privacy, 'README.md', text, /says/);
    }
    for (const text of ['src/work/x.ts', 'https://registry.npmjs.org/x', 'the session ended', 'an issue']) {
      finds(privacy, 'README.md', text, undefined);
    }
    finds(privacy, 'package-lock.json', '"https://npm.corp.example.com/x"', /npm.corp/);
  });

  it('forbid tests that are left out without saying why', () => {
    for (const text of ['this.skip();', "it.skip('x', f);", "describe.skip('x', f)", "xit('x', f)"]) {
      finds(silentSkip, 'test/core/x.test.ts', text, /say what is missing/);
    }
    finds(silentSkip, 'test/core/x.test.ts', "needs(this, 'promtool'); // this.skip()", undefined);
  });

  it('find files that no program reaches, however they refer to each other', () => {
    const files = [
      { path: 'src/bin/main.ts', text: "import('../core/a.ts');" },
      { path: 'src/bin/unused.ts', text: "import('../core/b.ts');" },
      { path: 'src/core/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'src/core/b.ts', text: '' },
      { path: 'src/core/dead.ts', text: "import './other.ts';" },
      { path: 'src/core/other.ts', text: "import './dead.ts';" },
    ];
    assert.deepEqual(
      deadFiles(files, ['src/bin/main.ts']).map((text) => text.split(':')[0]),
      ['src/bin/unused.ts', 'src/core/dead.ts', 'src/core/other.ts'],
    );
  });

  it('find circles of imports, of types too, and around a corner', () => {
    const file = (name: string, ...imports: string[]): SourceFile => ({
      path: `src/core/${name}.ts`,
      text: imports.map((other) => `import type { X } from './${other}.ts';`).join('\n'),
    });
    assert.deepEqual(circles([file('a', 'b', 'c'), file('b', 'c'), file('c')]), []);
    assert.deepEqual(circles([file('a', 'b'), file('b', 'c'), file('c', 'b')]), [
      'src/core/b.ts → src/core/c.ts → src/core/b.ts',
    ]);
    assert.deepEqual(circles([file('a', 'a')]), ['src/core/a.ts → src/core/a.ts']);
  });
});
