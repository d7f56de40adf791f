/**
 * The program: finds the command, and loads only what that command needs.
 *
 * Begin here. Each command is a file beside this one, with its folder of flags and help: `node`, `serve`, `bench`, `probe`,
 * `exercise`, `simulate`, `tune`, `agent`, `compare`, `certs`, `members`, `backup` (and restore), `swim`. `flags/` declares all flags once,
 * `api/` asks a running service, `terminal/` is what the commands share, `docs/` writes the generated documents.
 */

import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { FatalError } from '../base/fatal-error.ts';
import type { CommandName } from './flags/flag.ts';
import { EXIT } from './terminal/exit-codes.ts';
import { RunFailed } from './terminal/run-failed.ts';
import { version } from './version.ts';

process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  // The reader has gone: there is nobody to tell, but there are files to write, and an exit code to end with.
  if (code === 'EPIPE') return;
  fail(`the output cannot be written: ${message}`);
});

const BEGIN_HELP = `
Begin with:
  $ gossipscope bench              five node processes, with and without a cut
  $ gossipscope simulate           the same in virtual time, in a second
  $ gossipscope bench --bin ./my-node --workload broadcast    (a node of yours)
  $ gossipscope tune --nodes 25 --target 'convergence.p99<1s'
  $ gossipscope COMMAND --help     its flags, examples and exit codes`;

const program = new Command('gossipscope')
  .description(
    'A gossip key-value store that measures itself, and the bench that measures it:\n' +
      'how long until all replicas agree, how many messages that takes, how often reads are stale meanwhile.',
  )
  .version(version)
  .addHelpText('after', BEGIN_HELP)
  .showHelpAfterError('(add --help for the flags and examples)')
  .exitOverride();

/** In the order of the help. A command that is named is loaded alone: a node has to be up at once, and a service keeps what it loads. */
const COMMANDS = {
  node: async () => (await import('./node.ts')).nodeCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  bench: async () => (await import('./bench.ts')).benchCommand(),
  probe: async () => (await import('./probe.ts')).probeCommand(),
  exercise: async () => (await import('./exercise.ts')).exerciseCommand(),
  simulate: async () => (await import('./simulate.ts')).simulateCommand(),
  tune: async () => (await import('./tune.ts')).tuneCommand(),
  agent: async () => (await import('./agent.ts')).agentCommand(),
  compare: async () => (await import('./compare.ts')).compareCommand(),
  swim: async () => (await import('./swim.ts')).swimCommand(),
  members: async () => (await import('./members.ts')).membersCommand(),
  certs: async () => (await import('./certs.ts')).certsCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./backup.ts')).restoreCommand(),
} satisfies Record<CommandName, () => Promise<Command>>;

const named = Object.entries(COMMANDS).filter(([name]) => name === process.argv[2]);
for (const [, load] of named.length > 0 ? named : Object.entries(COMMANDS))
  program.addCommand((await load()).copyInheritedSettings(program));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof FatalError) fail(error.message, EXIT.unsound);
  else if (error instanceof CommanderError)
    process.exitCode = error.exitCode === EXIT.ok ? EXIT.ok : EXIT.usage;
  else fail(reasonOf(error));
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
