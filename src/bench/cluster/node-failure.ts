/** A node that cannot go on ends the run: this error says which one, what it did, and what it printed last. */

import type { Run } from '../../report/schema/run-schema.ts';
import { printable, printableExcerpt, printableJson } from '../../base/printable.ts';
import { findingText } from './findings.ts';
import type { NodeProcess } from './node-process.ts';
import type { Router } from './router.ts';

/** What the node printed. */
export interface Printed {
  /** Its last lines on stderr. */
  readonly stderrTail: () => readonly string[];
  /** On stdout, since the last newline. */
  readonly unfinished: { readonly text: string; readonly bytes: number } | undefined;
  /** What nobody had asked for, in sentences. */
  readonly findings: readonly string[];
  readonly lastLine: string | undefined;
  /** The failure is a line of its own, which is shown already. */
  readonly isOfLine?: boolean;
}

export function printedBy(node: string, process: NodeProcess | undefined, router: Router): Printed {
  const findings = router.findings.list().filter((one) => one.node === node);
  return {
    stderrTail: () => process?.tail.lines() ?? [],
    unfinished: process?.unfinished,
    findings: findings.map(findingText),
    lastLine: router.lastLineOf(node),
  };
}

/** Shown of the last line on stdout. */
const LINE_CHARS = 200;

/** To be read behind the node's name. */
export function unfinishedText({ text, bytes }: NonNullable<Printed['unfinished']>): string {
  return `printed ${bytes} bytes on stdout without a newline at their end: ${printable(printableJson(text))}; a message is read when its line has ended, so end each with a newline, and flush`;
}

export class NodeFailure extends Error {
  override name = 'NodeFailure';
  readonly node: string;
  /** What had been measured by then. */
  run: Run | undefined;
  readonly #printed: Printed | undefined;

  /**
   * @param what completes the sentence that begins with the node's name, e.g. `died with exit code 1`
   * @param printed read late: it may still be on its way when the node fails; undefined: nobody can read it
   */
  constructor(node: string, what: string, printed?: Printed) {
    super(`${node} ${what}`);
    this.node = node;
    this.#printed = printed;
  }

  /** The whole message, for a person. */
  explain(): string {
    if (this.#printed === undefined) return `node ${this.message}`;
    const tail = this.#printed.stderrTail().map((line) => `  ${this.node} | ${line}`);
    const last = tail.length === 0 ? 'It printed nothing on stderr.' : 'Its last lines on stderr:';
    const { unfinished, findings } = this.#printed;
    const hints = [
      ...findings,
      ...(unfinished === undefined ? [] : [`It ${unfinishedText(unfinished)}`]),
      ...linesBefore(this.#printed),
    ];
    return [`node ${this.message}`, ...hints, last, ...tail].join('\n');
  }
}

function linesBefore({ lastLine, isOfLine = false }: Printed): string[] {
  if (lastLine === undefined) return isOfLine ? [] : ['It printed no line on stdout.'];
  const which = isOfLine ? 'An earlier line' : 'Its last line';
  return [`${which} on stdout: ${printableExcerpt(lastLine, LINE_CHARS)}`];
}
