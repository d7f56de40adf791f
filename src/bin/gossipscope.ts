/** The program: finds the command, and loads only what that command needs. */

import { Command } from 'commander';
import { nodeCommand } from './node.ts';
import { version } from './version.ts';

const program = new Command('gossipscope')
  .description(
    'A gossip key-value store that measures itself, and the bench that measures it:\n' +
      'how long until all replicas agree, how many messages that takes, how often reads are stale meanwhile.',
  )
  .version(version)
  .showHelpAfterError('(add --help for the flags and examples)')
  .addCommand(nodeCommand());

await program.parseAsync();
