/** What every command runs in: the name and the help of the program, and how it ends where something goes wrong. */

import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { FatalError } from '../base/fatal-error.ts';
import { EXIT } from './terminal/exit-codes.ts';
import { RunFailed } from './terminal/run-failed.ts';
import { version } from './version.ts';

const BEGIN_HELP = `
Begin with:
  $ gossipscope bench              five node processes, with and without a cut
  $ gossipscope simulate           the same in virtual time, in a second
  $ gossipscope bench --bin ./my-node --workload broadcast    (a node of yours)
  $ gossipscope tune --nodes 25 --target 'convergence.p99<1s'
  $ gossipscope COMMAND --help     its flags, examples and exit codes`;

/** Between the scheme and the host of an address, or before that of a link; a password with a / in it is one, too. */
const CREDENTIALS = /(\w:\/\/|\d=)[^\s'"]*@/g;

/** @param commands in the order of the help */
export async function runProgram(commands: readonly Command[]): Promise<void> {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // The reader has gone: there is nobody to tell, but there are files to write, and an exit code to end with.
    if (code === 'EPIPE') return;
    fail(`the output cannot be written: ${message}`);
  });
  // Nobody reads what is said beside the output any more, as in `2>&1 | head -1`, or it finds no room: that says nothing of the run.
  process.stderr.on('error', () => undefined);
  const program = new Command('gossipscope')
    .description(
      'A gossip key-value store that measures itself, and the bench that measures it:\n' +
        'how long until all replicas agree, how many messages that takes, how often reads are stale meanwhile.',
    )
    .version(version)
    .addHelpText('after', BEGIN_HELP)
    // What stands in the wrong place may be an address with a password in it.
    .configureOutput({ outputError: (text, write) => write(text.replace(CREDENTIALS, '$1…@')) })
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .showHelpAfterError('(add --help for the flags and examples)')
    .exitOverride();
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof FatalError) fail(error.message, EXIT.unsound);
    else if (error instanceof CommanderError)
      process.exitCode = error.exitCode === EXIT.ok ? EXIT.ok : EXIT.usage;
    else fail(reasonOf(error));
  }
}

/** Ends the program, and with it the processes and threads that it has started. */
function fail(reason: string, code: number = EXIT.failed): never {
  process.stderr.write(`error: ${reason}\n`);
  process.exit(code);
}

/** The system's refusals (no space, no permission) say enough; anything else is a fault of ours, and its place matters. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof RunFailed || 'syscall' in error) return error.message;
  return `a fault of gossipscope, please report it: ${error.stack ?? error.message}`;
}
