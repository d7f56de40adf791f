/**
 * The program: finds the command, and loads only what that command needs.
 *
 * Begin here. Each command is a file beside this one, with its folder of flags and help: `node`, `serve`, `bench`, `probe`,
 * `exercise`, `simulate`, `tune`, `agent`, `compare`, `certs`, `members`, `backup` (and restore), `swim`. `flags/` declares all flags once,
 * `api/` asks a running service, `terminal/` is what the commands share, `docs/` writes the generated documents.
 */

import process from 'node:process';
import { Command } from 'commander';
import { COMMANDS } from './commands.ts';
import { runProgram } from './program.ts';

/** The command that is named is loaded alone: a service keeps what it loads. `node` runs as a program of its own (`node-program.ts`). */
async function run(): Promise<void> {
  const named = process.argv.slice(2).find((word) => Object.hasOwn(COMMANDS, word));
  const commands = Object.entries(COMMANDS).map(async ([name, { does, takes, load }]) => {
    if (name === named) return await load();
    const listed = new Command(name).summary(does);
    return takes === undefined ? listed : listed.arguments(takes);
  });
  await runProgram(await Promise.all(commands));
}

void run();
