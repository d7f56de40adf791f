/**
 * The program: finds the command, and loads only what that command needs.
 *
 * Begin here. Each command is a file beside this one, with its folder of flags and help: `node`, `serve`, `bench`, `probe`,
 * `exercise`, `simulate`, `tune`, `agent`, `compare`, `certs`, `members`, `backup` (and restore), `swim`. `flags/` declares all flags once,
 * `api/` asks a running service, `terminal/` is what the commands share, `docs/` writes the generated documents.
 */

import process from 'node:process';
import type { Command } from 'commander';
import type { CommandName } from './flags/flag.ts';
import { runProgram } from './program.ts';

/** In the order of the help. A command that is named is loaded alone: a service keeps what it loads. `node` runs as a program of its own (`node-program.ts`). */
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
const loaded: Command[] = [];
for (const [, load] of named.length > 0 ? named : Object.entries(COMMANDS)) loaded.push(await load());

await runProgram(loaded);
