/** Mistakes of whoever typed the command. */

import type { Command } from 'commander';
import { EXIT } from './exit-codes.ts';

/** Ends the command with this text, and where to read on. */
export function usageError(command: Command, text: string): never {
  return command.error(`error: ${text}`, { exitCode: EXIT.usage });
}
