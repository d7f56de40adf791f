/** Makes streams and consumers where they are missing. One that is there stays as it is, if it keeps jobs as this needs it. */

import {
  JetStreamApiCodes,
  JetStreamApiError,
  type ConsumerConfig,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { RunFailed } from '../terminal/run-failed.ts';
import { STREAM_SETTINGS } from './settings.ts';

/** @throws {RunFailed} where the server cannot have them, or has others of these names */
export async function prepareStreams(manager: JetStreamManager): Promise<void> {
  for (const wanted of STREAM_SETTINGS) {
    const there = await manager.streams.info(wanted.name).catch(undefinedIfMissing);
    if (there === undefined) await manager.streams.add(wanted);
    else if (there.config.retention !== wanted.retention)
      throw new RunFailed(
        `the NATS server has a stream ${wanted.name} that is none of gossipscope's: delete it, or use another account`,
      );
  }
}

/** It may be there already. */
export async function prepareConsumer(
  manager: JetStreamManager,
  stream: string,
  wanted: Partial<ConsumerConfig> & { readonly durable_name: string },
): Promise<void> {
  const there = await manager.consumers.info(stream, wanted.durable_name).catch(undefinedIfMissing);
  if (there === undefined) await manager.consumers.add(stream, wanted);
}

function undefinedIfMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}

export function isMissing(error: unknown): boolean {
  const codes: readonly number[] = [JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.ConsumerNotFound];
  return error instanceof JetStreamApiError && codes.includes(error.code);
}
