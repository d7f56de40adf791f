/** What nodes sent that nobody asked for or that nobody gets: counted by node, with the first line of each kind. */

import { printable, printableExcerpt } from '../../base/printable.ts';

/** What is wrong, to be read behind the node's name and before the number. */
export const FINDINGS = {
  again: 'answered requests again',
  forestalled: 'answered requests that other nodes were asked, which answered them, too',
  unasked: 'sent clients what answers nothing that was asked',
  no_number: 'sent replies whose "in_reply_to" is no whole number, so that no client of Maelstrom takes them',
  other_name: 'sent clients messages whose "src" is not its own name',
  to_nobody: 'sent messages to nobody',
  misshapen_topology: 'answered `topology` in a form that no client of Maelstrom takes',
  unserved: 'asked a service for what it does not serve, and gets no answer',
  flood: 'sent far more than was read',
  loose:
    'printed lines that are no JSON by the letter: bytes that are no UTF-8, or control characters that are not escaped',
} as const;
export type FindingKind = keyof typeof FINDINGS;

/** From so many messages that there was no room for, their sender is to blame, and not that their receiver reads slowly. */
export const FLOOD_MESSAGES = 100_000;

/** Shown of a line or a request. */
const EXCERPT_CHARS = 200;

export interface Sighting {
  readonly kind: FindingKind;
  /** Who printed it. */
  readonly node: string;
  readonly dest: string;
  readonly line: string;
  /** What it refers to, where that is known. */
  readonly request?: object | undefined;
  /** The reason, where the line does not show it. */
  readonly why?: string;
  /** Maelstrom's clients would not notice: those of the load wait for another answer meanwhile, and the others are gone. */
  readonly isOverlooked?: boolean;
}

export interface Finding extends Sighting {
  readonly count: number;
}

export class Findings {
  readonly #first = new Map<string, Sighting>();
  readonly #counts = new Map<string, number>();

  add(sighting: Sighting): void {
    const name = `${sighting.kind} ${sighting.node} ${sighting.isOverlooked ?? false}`;
    if (!this.#first.has(name)) this.#first.set(name, sighting);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  list(): Finding[] {
    return [...this.#first]
      .map(([name, first]) => ({ ...first, count: this.#counts.get(name) ?? 0 }))
      .filter(({ kind, count }) => kind !== 'flood' || count >= FLOOD_MESSAGES);
  }
}

/** In a sentence. */
export function findingText(finding: Finding): string {
  const { kind, node, dest, line, request, why, count } = finding;
  const times = count === 1 ? 'once' : `${count} times`;
  const asked = request === undefined ? '' : ` to ${excerpt(JSON.stringify(request))}`;
  const whom = kind === 'to_nobody' || kind === 'unserved' ? ` (${printable(dest, 60)})` : '';
  return `${node} ${FINDINGS[kind]}${whom}, ${times}, e.g. ${excerpt(line)}${asked}${why === undefined ? '' : `: ${why}`}`;
}

function excerpt(text: string): string {
  return printableExcerpt(text, EXCERPT_CHARS);
}
