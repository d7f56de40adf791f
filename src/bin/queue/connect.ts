/** Connects to the NATS server that has the queue, with the safety of the transport: in the clear on this machine only, secrets from files. */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Backoff } from '../../transport/backoff.ts';
import { DEFAULT_LIMITS } from '../../transport/limits.ts';
import { nameProblem } from '../../transport/names.ts';
import { connectionOptions } from '../../transport/nats/connection-options.ts';
import { explainNatsError } from '../../transport/nats/explain.ts';
import { checkNatsSettings, readNatsSecrets, type NatsSettings } from '../../transport/nats/settings.ts';
import { identityOf } from '../../transport/tls/identity.ts';
import { TransportError } from '../../transport/transport.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import { inboxPrefix } from './subjects.ts';

/** Simulations leave little of a machine to others. */
const CONNECT_MS = 20_000;
/** A server that is started again is back within seconds: nobody is to wait for longer. */
const PAUSES = { firstMs: 100, longestMs: 2_000 };

export interface QueueConnection {
  readonly nats: NatsConnection;
  /** As whom the server knows this program. */
  readonly owner: string;
}

/**
 * @param name of this program, where nothing else says whose rights it has
 * @param said is told when the server goes and comes back
 * @throws {RunFailed}
 */
export async function connectToQueue(
  settings: NatsSettings,
  name: string,
  said: (isConnected: boolean) => void = () => undefined,
): Promise<QueueConnection> {
  try {
    checkNatsSettings(settings);
    const owner = ownerOf(settings, name);
    const secrets = await readNatsSecrets(settings);
    const backoff = new Backoff(PAUSES);
    const options = connectionOptions(
      { nats: settings, node: name, limits: { ...DEFAULT_LIMITS, helloMs: CONNECT_MS } },
      () => secrets,
      () => backoff.nextMs(),
    );
    const nats = await connect({ ...options, inboxPrefix: inboxPrefix(owner) });
    void follow(nats, (isConnected) => {
      if (isConnected) backoff.reset();
      said(isConnected);
    });
    return { nats, owner };
  } catch (error) {
    if (error instanceof RunFailed) throw error;
    const known = error instanceof TransportError;
    throw new RunFailed(known ? error.message : explainNatsError(error, settings.servers, name));
  }
}

async function follow(nats: NatsConnection, changed: (isConnected: boolean) => void): Promise<void> {
  for await (const { type } of nats.status())
    if (type === 'disconnect' || type === 'reconnect') changed(type === 'reconnect');
}

/** For people. */
export function connectionText(isConnected: boolean): string {
  return isConnected ? 'the NATS server is back' : 'the NATS server is gone: waiting for it';
}

/** The user; with a certificate, the name in it. */
function ownerOf({ user, tls }: NatsSettings, name: string): string {
  const owner = user ?? (tls?.cert === undefined ? undefined : nameIn(tls.cert)) ?? name;
  const problem = nameProblem('the user', owner);
  if (problem !== undefined) throw new RunFailed(problem);
  return owner;
}

function nameIn(certFile: string): string | undefined {
  try {
    return identityOf(new X509Certificate(readFileSync(certFile)))?.name;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new RunFailed(`${certFile} cannot be read (${code ?? message}): it holds what NATS asks for`);
  }
}
