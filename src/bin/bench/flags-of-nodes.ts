/** Flags that are the nodes' own: the bench knows them only to say where they go. */

import { Option, type Command } from 'commander';
import { NODE } from '../node/flags.ts';
import { optionOf } from '../flags/option.ts';
import { quoted } from '../terminal/command-line.ts';
import { usageError } from '../terminal/usage-error.ts';
import { BENCH } from './flags.ts';

/** They are in no help: whoever types one is told how. */
export function explainFlagsOfNodes(command: Command): Command {
  const own = new Set(BENCH.flags.map(({ name }) => name));
  for (const flag of NODE.flags.filter(({ name }) => !own.has(name))) {
    command.addOption(new Option(optionOf(flag, NODE).flags.replace(/<(.*)>/, '[$1]')).hideHelp());
    command.on(`option:${flag.name}`, (text: unknown) => {
      const words = typeof text === 'string' ? `--${flag.name} ${quoted(text)}` : `--${flag.name}`;
      usageError(
        command,
        `--${flag.name} is a flag of the nodes, and goes after --: gossipscope bench -- ${words}`,
      );
    });
  }
  return command;
}
