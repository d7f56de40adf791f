/** Loads NATS's client, which is part of the bundle, only where a NATS server is measured, and connects. */

import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { ANSWER_LIMIT_MS } from '../store.ts';
import { ServerCopy, type CopyOptions } from './nats-copy.ts';

export interface ConnectedNats {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly client: JetStreamClient;
  /** What the server that is connected holds. */
  readonly copyOf: (of: Pick<CopyOptions, 'stream' | 'subject' | 'headersOnly'>) => ServerCopy;
}

/** @throws {Error} of the client's, where there is no connection or no JetStream */
export async function connectNats(options: ConnectionOptions): Promise<ConnectedNats> {
  const connection = await connect(options);
  try {
    const manager = await jetstreamManager(connection, { timeout: ANSWER_LIMIT_MS });
    const client = jetstream(connection, { timeout: ANSWER_LIMIT_MS });
    return { connection, manager, client, copyOf: (of) => new ServerCopy({ connection, manager, ...of }) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
