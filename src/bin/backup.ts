/** `gossipscope backup` and `gossipscope restore`: all keys of a service into a file, and out of it into a cluster. */

import process from 'node:process';
import { Command } from 'commander';
import type { ApiTarget } from './api/api-client.ts';
import { apiUrlIn } from './api/api-url.ts';
import { BACKUP_HELP, RESTORE_HELP } from './backup/help.ts';
import { BACKUP_FLAGS, RESTORE_FLAGS } from './flags/backup.ts';
import type { CommandFlags } from './flags/flag.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import { usageError } from './terminal/usage-error.ts';

const NONE = { defaults: {}, schemas: {}, variables: [] };
const BACKUP: CommandFlags = { name: 'backup', flags: BACKUP_FLAGS, ...NONE };
const RESTORE: CommandFlags = { name: 'restore', flags: RESTORE_FLAGS, ...NONE };

interface Values {
  readonly api?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly over?: boolean;
}

export function backupCommand(): Command {
  const command = new Command('backup')
    .description('Writes all keys that a node of a service holds into a file, while it serves.')
    .argument('<file>', 'where they go; it must not be there yet')
    .addHelpText('after', BACKUP_HELP);
  return addFlags(command, BACKUP).action(async (path: string) => {
    const values = given(command, BACKUP);
    const { Service } = await import('./backup/service.ts');
    const { backUp } = await import('./backup/back-up.ts');
    process.stdout.write(await backUp(new Service(values), path));
  });
}

export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('Writes the keys of a backup into a cluster, through one of its nodes.')
    .argument('<file>', 'what `gossipscope backup` made')
    .addHelpText('after', RESTORE_HELP);
  return addFlags(command, RESTORE).action(async (path: string) => {
    const values = given(command, RESTORE);
    const { Service } = await import('./backup/service.ts');
    const { restore } = await import('./backup/restore.ts');
    process.stdout.write(await restore(new Service(values), path, { isOver: values.over === true }));
  });
}

function given(command: Command, flags: CommandFlags): ApiTarget & Pick<Values, 'over'> {
  const { api, ...others } = valuesOf(givenTo(command, flags), flags) as Values;
  if (api === undefined) usageError(command, '--api is missing: which node? (--api https://n1:8080)');
  const url = apiUrlIn(api);
  if (url === undefined) usageError(command, `--api ${api} is no address of an API: write https://host:port`);
  return { api: url, ...others };
}
