/** Work on other machines: who an agent is, and how it and those that ask for work reach the NATS server between them. */

import { InvalidArgumentError } from 'commander';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { nameProblem } from '../../transport/names.ts';
import { LIMITS } from '../../report/schema/settings-schema.ts';
import type { Flag } from './flag.ts';
import { NATS_FLAGS } from './service.ts';

const EXAMPLE = 'nats://127.0.0.1:4222';

export const AGENTS: Flag = {
  name: 'agents',
  setting: 'agents',
  kind: 'names',
  placeholder: '<urls...>',
  example: EXAMPLE,
  help: {
    simulate:
      'has agents simulate (gossipscope agent) that take their work from these NATS servers, in place of the cores here; no result depends on it',
    bench:
      'has agents (gossipscope agent), on any number of machines, run the nodes; they are reached through these NATS servers',
  },
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

/** What a bench may have an agent run. */
export const HOSTING_FLAGS: readonly Flag[] = [
  {
    name: 'allow-bin',
    setting: 'allowedBins',
    kind: 'names',
    placeholder: '<paths...>',
    example: '/opt/my-node',
    help: 'programs of yours that a bench may start here as nodes (its --bin), beside ours',
  },
  {
    name: 'max-nodes',
    setting: 'maxNodes',
    kind: 'number',
    range: { min: 0, max: LIMITS.nodesOfAgents },
    example: '40',
    help: 'node processes at a time that benches may start here; 0: none',
  },
];

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
  readonly natsUser?: string | undefined;
  readonly natsPasswordFile?: string | undefined;
  readonly natsCreds?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly isInsecure?: boolean | undefined;
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
