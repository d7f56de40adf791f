/** Where a report goes: into a directory, and onto stdout. */

import {
  accessSync,
  constants,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { makeDirectory } from '../../durable/directory/make-directory.ts';
import { screenOf, type Screen } from '../../report/text/paint.ts';
import type { Form } from '../../report/text/remarks.ts';
import { RunFailed } from './run-failed.ts';

const AS_PAGE = 'as a page, with all numbers: --out DIR, or --open\n';

export interface Output {
  /** Where report.json and report.html go; null: nowhere, unless the page is to be shown. */
  readonly directory: string | null;
  /** The report as JSON on stdout. */
  readonly json: boolean;
  /** All tables on stdout. */
  readonly full: boolean;
  /** Whether the page is shown in the browser. */
  readonly open: boolean;
}

/** Whether there will be a page. */
export function hasPage({ directory, open }: Pick<Output, 'directory' | 'open'>): boolean {
  return directory !== null || open;
}

/** Makes the directory for the report before the run, which may take long. @returns what is wrong with it */
export function outputProblem(directory: string | null): string | undefined {
  if (directory === null) return undefined;
  try {
    makeDirectory(directory);
    if (!statSync(directory).isDirectory())
      return `--out ${directory}: cannot be written: it is a file; name a directory`;
    accessSync(directory, constants.W_OK);
    return undefined;
  } catch (error) {
    return `--out ${directory}: cannot be written: ${(error as Error).message}`;
  }
}

/** @param text the report for people @param page as HTML, made only where it is asked for */
export async function writeReport(
  report: { readonly runs: readonly unknown[] | number },
  output: Output,
  text: (screen: Screen, form: Form) => string,
  page: () => Promise<string>,
): Promise<void> {
  const { stdout, stderr, env } = process;
  const data = `${JSON.stringify(report, null, 2)}\n`;
  const count = typeof report.runs === 'number' ? report.runs : report.runs.length;
  const target = output.directory ?? (count === 0 ? null : temporaryFor(output));
  // The files come first: the reader of the output may go before its end.
  const written = target === null ? null : await writeFiles(target, data, page);
  const screen = screenOf(stdout, env);
  const shown = output.json ? data : text(screen, output.full ? 'full' : 'summary');
  stdout.write(shown);
  // What was measured is shown all the same: to measure it again may take long.
  if (written instanceof RunFailed) throw written;
  if (written === null) {
    if (output.json || count === 0) return;
    // Sweeps and repeats have one form.
    const isAll = output.full || shown === text(screen, 'full');
    stderr.write(isAll ? AS_PAGE : `all tables: --full; ${AS_PAGE}`);
    return;
  }
  stderr.write(`${written.says}\n`);
  if (!output.open || written.page === null) return;
  const { openInBrowser } = await import('./open-in-browser.ts');
  const problem = await openInBrowser(written.page);
  if (problem !== undefined) stderr.write(`warning: the page could not be opened: ${problem}\n`);
}

interface Written {
  /** Null: it could not be made. */
  readonly page: string | null;
  readonly says: string;
}

/** Writes the numbers first: they are kept even where the page cannot be made. */
async function writeFiles(
  directory: string,
  data: string,
  page: () => Promise<string>,
): Promise<Written | RunFailed> {
  const numbers = join(directory, 'report.json');
  try {
    replaceFile(numbers, data);
  } catch (error) {
    return new RunFailed(
      `${numbers} cannot be written: ${(error as Error).message}. Make room, or choose another --out, and run it again with --json for all numbers on stdout`,
    );
  }
  const path = join(directory, 'report.html');
  try {
    replaceFile(path, await page());
    // Another run into the same directory may have written its own meanwhile: page and numbers belong together.
    if (readFileSync(numbers, 'utf8') !== data) replaceFile(numbers, data);
    return { page: path, says: `the report: ${path} (all numbers: report.json beside it)` };
  } catch (error) {
    return {
      page: null,
      says: `warning: no report.html: ${(error as Error).message} (all numbers: ${numbers})`,
    };
  }
}

/** Whole or not at all: what stood there before stays until then. */
function replaceFile(path: string, data: string): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, data);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Only to show the page. Null: nobody asked for it, or no directory could be made, which is no reason to fail. */
function temporaryFor({ open }: Output): string | null {
  if (!open) return null;
  try {
    return mkdtempSync(join(tmpdir(), 'gossipscope-'));
  } catch (error) {
    process.stderr.write(`warning: no report.html: ${(error as Error).message}\n`);
    return null;
  }
}
