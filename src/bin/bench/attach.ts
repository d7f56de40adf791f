/** Opens the connections of `bench --attach`, and says in one line why a cluster cannot be measured. */

import process from 'node:process';
import type { Attachment } from '../../bench/attached/attachment.ts';
import { abbreviate } from '../../net/names.ts';
import { scenarioNamed } from '../../net/scenarios.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { RunFailed } from '../terminal/run-failed.ts';

/** An answer that does not come within this time does not come. */
const PATIENCE_MS = 10_000;

/** Undefined: the bench starts nodes of its own. @throws {RunFailed} */
export async function attachmentFor(settings: Settings): Promise<Attachment | undefined> {
  const { attach: origins, tokenFile, ca } = settings;
  if (origins.length === 0) return undefined;
  const { ApiClient } = await import('../api/api-client.ts');
  const { attach, KEY_PREFIX, needsFaults } = await import('../../bench/attached/attachment.ts');
  const { AttachError } = await import('../../bench/attached/node-api.ts');
  const files = { ...(tokenFile === null ? {} : { tokenFile }), ...(ca === null ? {} : { ca }) };
  const apis = origins.map(
    (origin) => new ApiClient({ api: new URL(origin), ...files, flag: '--attach' }, PATIENCE_MS),
  );
  const wantsFaults = settings.scenarios.some((name) => {
    const scenario = scenarioNamed(name);
    return scenario !== undefined && needsFaults(settings, scenario);
  });
  try {
    const attachment = await attach(apis, wantsFaults);
    const { cluster, nodes, run, leftover } = attachment;
    process.stderr.write(
      `attached to cluster ${cluster}: ${abbreviate(nodes.map(({ name }) => name))}; keys of the bench begin with ${KEY_PREFIX}${run}/\n`,
    );
    if (leftover !== undefined)
      process.stderr.write(
        `another bench is running, or one was killed: ${leftover} is there; keys that nobody needs can be deleted (docs/attach.md)\n`,
      );
    return attachment;
  } catch (error) {
    if (error instanceof AttachError) throw new RunFailed(error.message);
    throw error;
  }
}
