/** Work on other machines: who an agent is, and how it and those that ask for work reach the NATS server between them. */

import { InvalidArgumentError } from 'commander';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { nameProblem } from '../../transport/names.ts';
import type { Flag } from './flag.ts';
import { NATS_FLAGS } from './service.ts';

const EXAMPLE = 'nats://127.0.0.1:4222';

export const AGENTS: Flag = {
  name: 'agents',
  setting: 'agents',
  kind: 'names',
  placeholder: '<urls...>',
  example: EXAMPLE,
  help: 'has agents simulate (gossipscope agent) that take their work from these NATS servers, in place of the cores here; no result depends on it',
};

export const NATS: Flag = {
  name: 'nats',
  setting: 'servers',
  kind: 'names',
  placeholder: '<urls...>',
  example: EXAMPLE,
  help: 'the NATS servers that have the work',
};

export const AGENT_NAME: Flag = {
  name: 'name',
  setting: 'name',
  kind: 'text',
  placeholder: '<name>',
  example: 'a1',
  parse: (text) => {
    const problem = nameProblem('the agent', text);
    if (problem !== undefined) throw new InvalidArgumentError(`${problem}.`);
    return text;
  },
  help: "this agent's name, which no other may have at the same time (default: the machine's, and something random)",
};

const file = (name: string, help: string): Flag => ({
  ...{ name, setting: name, kind: 'text', placeholder: '<file>', example: `${name}.pem`, help },
});

/** With whose rights, and how safely: the same for agents and for who asks them. */
export const ACCESS_FLAGS: readonly Flag[] = [
  ...NATS_FLAGS.filter(({ name }) => name !== 'nats'),
  file('ca', 'certificates of the authorities of the NATS server, as PEM: the connection uses TLS then'),
  file('cert', 'certificate to show it, as PEM'),
  file('key', 'its private key, as PEM'),
  {
    name: 'insecure',
    setting: 'isInsecure',
    kind: 'switch',
    help: 'lets NATS be in the clear beyond this machine',
  },
];

/** The values of these flags. */
export interface AccessValues {
  readonly natsUser?: string;
  readonly natsPasswordFile?: string;
  readonly natsCreds?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly isInsecure?: boolean;
}

/** How the servers are reached. A URL tls://… asks for TLS as well, with the system's authorities. */
export function accessTo(servers: readonly string[], values: AccessValues): NatsSettings {
  const { natsUser, natsPasswordFile, natsCreds, ca, cert, key, isInsecure = false } = values;
  const files = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  const isTls = Object.keys(files).length > 0 || servers.every((server) => server.startsWith('tls://'));
  return {
    ...{ servers, user: natsUser, passwordFile: natsPasswordFile, credsFile: natsCreds },
    tls: isTls ? files : undefined,
    insecure: isInsecure,
  };
}
