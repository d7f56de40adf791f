/** Reads source files with the TypeScript parser: what they import, which names they use, how they begin. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-with-api';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Neither ours nor text: installed, built, or kept by git. */
const SKIPPED = new Set(['node_modules', 'dist', '.git', 'gossipscope-out', '.mutants']);

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** All files of the repository below `folder`, in order of their paths. */
export function filesUnder(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((item) => {
      const path = folder === '' ? item.name : `${folder}/${item.name}`;
      if (SKIPPED.has(item.name)) return [];
      if (item.isDirectory()) return filesUnder(path);
      return item.isFile() ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : [];
    });
}

/** What is imported, by statement, by `import()` or by a type; relative ones as paths from the root. */
export function importsOf(file: SourceFile): string[] {
  const found: string[] = [];
  visit(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    const text = ts.isStringLiteralLike(specifier) ? specifier.text : `(computed) ${specifier.getText()}`;
    found.push(text.startsWith('.') ? normalize(join(dirname(file.path), text)).replaceAll('\\', '/') : text);
  });
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return undefined;
}

/** Free-standing names, with `Math.random` as one; names of members (`x.process`) and in comments do not count. */
export function namesUsedIn(file: SourceFile): Set<string> {
  const names = new Set<string>();
  visit(file, (node) => {
    if (ts.isPropertyAccessExpression(node)) names.add(node.getText().replaceAll(/\s/g, ''));
    if (ts.isIdentifier(node) && !isMemberName(node)) names.add(node.text);
  });
  return names;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  const isMember =
    ts.isPropertyAccessExpression(parent) || ts.isClassElement(parent) || ts.isObjectLiteralElement(parent);
  return (isMember || ts.isTypeElement(parent)) && parent.name === node;
}

/** What is called: `f` as its name, `x.y.f` as `.f`, whatever it belongs to. */
export function callsIn(file: SourceFile): Set<string> {
  const names = new Set<string>();
  visit(file, (node) => {
    if (!ts.isCallExpression(node)) return;
    const { expression } = node;
    if (ts.isIdentifier(expression)) names.add(expression.text);
    if (ts.isPropertyAccessExpression(expression)) names.add(`.${expression.name.text}`);
  });
  return names;
}

/** The comment before the first statement (after a `#!` line), without its marks; undefined without one. */
export function openingComment({ path, text }: SourceFile): string | undefined {
  const start = ts.getShebang(text)?.length ?? 0;
  const range = ts.getLeadingCommentRanges(text, start)?.[0];
  if (range === undefined || text.slice(start, range.pos).trim() !== '') return undefined;
  const comment = text.slice(range.pos, range.end).replaceAll(/^\/\*\*?|\*\/$|^\/\/|^\s*\*/gm, '');
  return path.endsWith('.ts') || path.endsWith('.mjs') ? comment.trim() : undefined;
}

function visit({ path, text }: SourceFile, see: (node: ts.Node) => void): void {
  const descend = (node: ts.Node): void => {
    see(node);
    ts.forEachChild(node, descend);
  };
  descend(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
}
