/** Mistakes in the command that was typed. */

import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';

/** Ends the command with this text and a pointer to --help. */
export function usageError(command: Command, text: string): never {
  return command.error(`error: ${text}`, { exitCode: EXIT.usage });
}
