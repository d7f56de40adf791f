/** What `gossipscope node --help` says below the flags. */

import { lineOf, LIN_KV, PASSED_COMMANDS } from './maelstrom-commands.ts';

/** As wide as a terminal is by default. */
const WIDTH = 80;

export const NODE_HELP = `
Every flag can be set by the variable beside it; a flag wins. Tracing starts
where OpenTelemetry's own variables ask for it (for example
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318). Logs go to stderr, one JSON
object per line.

Examples:
${[LIN_KV, ...PASSED_COMMANDS.slice(0, 1)].map((command) => broken(`  $ ${lineOf(command)}`)).join('\n')}
  $ GOSSIP_METRICS_PORT=0 gossipscope node
  $ init='{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}'
  $ echo '{"src":"c1","dest":"n1","body":'$init'}' | gossipscope node`;

/** A command on as many lines as the terminal's width asks for, as the shell takes them. */
function broken(command: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of command.split(/ (?=-)/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length + ' \\'.length <= WIDTH) line = longer;
    else {
      lines.push(line);
      line = `      ${word}`;
    }
  }
  return [...lines, line].join(' \\\n');
}
