/** `gossipscope node`: the flags and variables of a node, checked before it starts. */

import { Command } from 'commander';
import { runNode } from '../host/run-node.ts';
import { addFlags } from './flags/option.ts';
import { NODE, settingsOf } from './node/flags.ts';
import { NODE_HELP } from './node/help.ts';
import { version } from './version.ts';

export function nodeCommand(): Command {
  const command = new Command('node')
    .description(
      'Runs one replica of the store. It speaks the Maelstrom protocol on stdin and stdout and ends with stdin.',
    )
    .addHelpText('after', NODE_HELP)
    .allowExcessArguments(false);
  return addFlags(command, NODE).action(async () => {
    await runNode(settingsOf(command), version);
  });
}
