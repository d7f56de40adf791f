/** `gossipscope serve`: the flags and variables of a service, checked before it starts. */

import { Command } from 'commander';
import { ServeError } from '../host/serve/serve-error.ts';
import { TransportError } from '../transport/transport.ts';
import { addFlags } from './flags/option.ts';
import { SERVE, settingsOf } from './serve/flags.ts';
import { SERVE_HELP } from './serve/help.ts';
import { RunFailed } from './terminal/run-failed.ts';
import { version } from './version.ts';

export function serveCommand(): Command {
  const command = new Command('serve')
    .description(
      'Runs one replica of the store as a service: clients ask over HTTP, nodes gossip over TLS. It ends with SIGTERM.',
    )
    .addHelpText('after', SERVE_HELP)
    .allowExcessArguments(false);
  return addFlags(command, SERVE).action(async () => {
    const settings = settingsOf(command);
    const { runServe } = await import('../host/serve/run-serve.ts');
    try {
      await runServe(settings, version);
    } catch (error) {
      if (error instanceof ServeError || error instanceof TransportError) throw new RunFailed(error.message);
      throw error;
    }
  });
}
