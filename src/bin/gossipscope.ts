/** The program: finds the command, and loads only what that command needs. */

import process from 'node:process';
import { Command, CommanderError, Help } from 'commander';
import { nodeCommand } from './node.ts';
import { version } from './version.ts';

/** A mistake of the user's, as the shell's own. */
const USAGE = 2;

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // Whoever read the output has gone: there is nobody to tell, but files to write, and an exit code to end with.
  if (code === 'EPIPE') return;
  process.stderr.write(`error: the output cannot be written: ${message}\n`);
  process.exit(1);
});

const program = new Command('gossipscope')
  .description(
    'A gossip key-value store that measures itself, and the bench that measures it:\n' +
      'how long until all replicas agree, how many messages that takes, how often reads are stale meanwhile.',
  )
  .version(version)
  .configureHelp({
    /** Defaults are shown also where commander does not know them, because they depend on other flags. */
    optionDescription(option) {
      const text = Help.prototype.optionDescription.call(this, option);
      const { defaultValueDescription: standard } = option;
      const isSaid = option.defaultValue !== undefined || standard === undefined;
      return isSaid ? text : `${text} (default: ${standard})`;
    },
  })
  .showHelpAfterError('(add --help for the flags and examples)')
  .exitOverride();

// A node has to be up at once: what only the others need is not loaded for it.
const commands = [nodeCommand()];
if (process.argv[2] !== 'node') {
  commands.push((await import('./bench.ts')).benchCommand());
  commands.push((await import('./simulate.ts')).simulateCommand());
}
for (const command of commands) program.addCommand(command.copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : USAGE;
}
