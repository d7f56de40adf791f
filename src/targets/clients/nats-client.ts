/** Loads NATS's client, which is part of the bundle, only where a NATS server is measured, and connects. */

import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import { ANSWER_LIMIT_MS } from '../store.ts';

export interface ConnectedNats {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly client: JetStreamClient;
}

/** @throws {Error} of the client's, where there is no connection or no JetStream */
export async function connectNats(options: ConnectionOptions): Promise<ConnectedNats> {
  const connection = await connect(options);
  try {
    const manager = await jetstreamManager(connection, { timeout: ANSWER_LIMIT_MS });
    return { connection, manager, client: jetstream(connection, { timeout: ANSWER_LIMIT_MS }) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
