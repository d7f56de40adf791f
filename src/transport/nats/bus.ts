/** A connection to NATS as a bench and its agents need it: publish and subscribe, and what the server refuses is said. */

import { errors, type NatsConnection } from '@nats-io/transport-node';
import { explainNatsError } from './explain.ts';

export interface NatsBus {
  /** Bytes that one message may have. */
  readonly maxBytes: number;
  publish(subject: string, bytes: Uint8Array): void;
  /** @param pattern `*` stands for one token @returns what ends it */
  subscribe(pattern: string, take: (subject: string, bytes: Uint8Array) => void): () => void;
  /** Resolves when the server has taken all that was published and subscribed. */
  flush(): Promise<void>;
}

/** @param who for errors: the user, or the program's name */
export function natsBus(connection: NatsConnection, who: string, warn: (text: string) => void): NatsBus {
  const refuse = (error: Error): void => warn(explainNatsError(error, [connection.getServer()], who));
  void sayRefusals(connection, refuse);
  return {
    maxBytes: connection.info?.max_payload ?? 2 ** 20,
    publish(subject, bytes) {
      if (!connection.isClosed()) connection.publish(subject, bytes);
    },
    subscribe(pattern, take) {
      const subscription = connection.subscribe(pattern, {
        callback: (error, { subject, data }) => {
          if (error === null) taking(take, subject, data);
          else refuse(error);
        },
      });
      return () => subscription.unsubscribe();
    },
    async flush() {
      if (!connection.isClosed()) await connection.flush();
    },
  };
}

function taking(
  take: (subject: string, bytes: Uint8Array) => void,
  subject: string,
  bytes: Uint8Array,
): void {
  try {
    take(subject, bytes);
  } catch (error) {
    // The library would take it for a broken connection, and print it on stdout.
    setImmediate(() => {
      throw error;
    });
  }
}

/** What was published without a right to. */
async function sayRefusals(connection: NatsConnection, refuse: (error: Error) => void): Promise<void> {
  for await (const status of connection.status())
    if (status.type === 'error' && status.error instanceof errors.PermissionViolationError)
      refuse(status.error);
}
