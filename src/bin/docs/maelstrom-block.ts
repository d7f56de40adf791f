/** The commands that run our node in Maelstrom, generated from their table. */

import { lineOf, LIN_KV, PASSED_COMMANDS } from '../node/maelstrom-commands.ts';

const START = '<!-- maelstrom commands: npm run docs -->';
const END = '<!-- end -->';

const COMMANDS = `\`\`\`sh no-test
# the store: its checker will say no, because it asks for linearizability, and the store is eventually consistent
${lineOf(LIN_KV)}
# the node is meant to pass these
${PASSED_COMMANDS.map(lineOf).join('\n')}
\`\`\``;

/** The text with its block brought up to date. @throws {Error} if the markers are missing */
export function withMaelstromCommands(text: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END, start);
  if (start < 0 || end < 0) throw new Error(`the lines ${START} and ${END} are missing`);
  return `${text.slice(0, start + START.length)}\n\n${COMMANDS}\n\n${text.slice(end)}`;
}
