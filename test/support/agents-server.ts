/** A NATS server with the configuration that agents ship with, its certificates, and the rights of who connects to it. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from '../transport/certificates.ts';
import { NatsServer } from '../transport/nats-server.ts';

export function startAgentsServer(authority: Authority): Promise<NatsServer> {
  return NatsServer.start('../../deploy/nats/agents.conf', {}, undefined, async (where) => {
    const { cert, key } = await authority.issue('nats');
    mkdirSync(join(where, 'certs'));
    writeFileSync(join(where, 'certs/ca.crt'), await authority.certificate());
    writeFileSync(join(where, 'certs/nats.crt'), cert);
    writeFileSync(join(where, 'certs/nats.key'), key);
  });
}

/** Flags of an agent by this name, or of who asks agents: `commander`. */
export async function rightsOf(name: string, authority: Authority): Promise<string[]> {
  const { ca, cert, key } = await authority.files(name);
  return ['--ca', ca, '--cert', cert, '--key', key];
}
