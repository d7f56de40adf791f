/** Every link in every Markdown file leads somewhere: to a file of the repository, to a heading in it, or to a well-formed address. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesUnder, type SourceFile } from '../architecture/source.ts';
import { anchorsIn, linksIn } from './markdown.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What is wrong with a file's links, in sentences. @param exists whether a path from the root is there */
function broken(
  { path, text }: SourceFile,
  files: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): string[] {
  return linksIn(text).flatMap((link) => {
    const problem = problemWith(link, path, files, exists);
    return problem === undefined ? [] : [`${path}: "${link}" ${problem}`];
  });
}

function problemWith(
  link: string,
  from: string,
  files: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): string | undefined {
  if (/^(https?|mailto):/.test(link)) return URL.canParse(link) ? undefined : 'is no well-formed address';
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(link)) return 'is neither relative nor on the web';
  if (link.startsWith('/')) return 'is absolute: say it relative to the file';
  const [target = '', anchor] = link.split('#', 2);
  const path = target === '' ? from : normalize(join(dirname(from), decodeURI(target))).replaceAll('\\', '/');
  if (path.startsWith('..')) return 'leaves the repository';
  if (!exists(path)) return 'leads to no file';
  if (anchor === undefined) return undefined;
  const text = files.get(path);
  if (text === undefined) return 'has an anchor into something that is no Markdown file';
  return anchorsIn(text).has(anchor) ? undefined : 'leads to no heading';
}

describe('links in documents', () => {
  const documents = filesUnder('').filter(({ path }) => path.endsWith('.md'));
  const texts = new Map(documents.map(({ path, text }) => [path, text]));

  it('lead to files and headings that exist', () => {
    assert.ok(documents.length > 20, 'the documents were found');
    const found = documents.flatMap((file) => broken(file, texts, (path) => existsSync(join(ROOT, path))));
    assert.equal(found.join('\n'), '');
  });
});

describe('the check of links', () => {
  const files = new Map([
    ['docs/a.md', '# One thing\n\n## `--flag`, and _more_!\n\n## One thing\n\n```\n# no heading\n```\n'],
    ['README.md', ''],
  ]);
  const check = (text: string): string => {
    const all = new Map([...files, ['docs/b.md', text]]);
    return broken({ path: 'docs/b.md', text }, all, (path) => all.has(path) || path === 'src/x.ts').join(
      '\n',
    );
  };

  it('lets through what leads somewhere', () => {
    const sound = `[a](a.md) [b](a.md#one-thing) [c](a.md#one-thing-1) [d](./a.md#--flag-and-_more_ "title")
      [e](../README.md) ![f](../src/x.ts) [g](<../src/x.ts>) [![h](../README.md)](https://example.org/x)
      <img src="../src/x.ts"> \`[not](nowhere.md)\` <!-- [nor](nowhere.md) --> <https://example.org>

\`\`\`md
[in code](nowhere.md)
\`\`\`

[r]: ../README.md
`;
    assert.equal(check(sound), '');
    assert.equal(linksIn(sound).length, 12);
  });

  for (const [text, expected] of [
    ['[a](c.md)', /"c.md" leads to no file/],
    ['[a](../src/y.ts)', /leads to no file/],
    ['[a](a.md#two)', /leads to no heading/],
    ['[a](a.md#no-heading)', /leads to no heading/],
    ['[a](#here)', /leads to no heading/],
    ['[a](../src/x.ts#L10)', /no Markdown file/],
    ['[a](/docs/a.md)', /absolute/],
    ['[a](../../other/a.md)', /leaves the repository/],
    ['[a](file:///etc/x)', /neither relative nor on the web/],
    ['[a](http://[)', /well-formed/],
    ['<img src="gone.png">', /"gone.png" leads to no file/],
    ['<source media="x" srcset="gone.png">', /"gone.png" leads to no file/],
    ['[r]: gone.md', /"gone.md" leads to no file/],
  ] as const) {
    it(`judges ${text}`, () => assert.match(check(text), expected));
  }
});
