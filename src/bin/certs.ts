/** `gossipscope certs`: a private authority for one cluster, and certificates for its nodes and clients. */

import process from 'node:process';
import { Command } from 'commander';
import { nameProblem } from '../transport/names.ts';
import { CERTS_HELP } from './certs/help.ts';
import { nodeIn, type Wanted } from './certs/wanted.ts';
import { CERTS_FLAGS } from './flags/certs.ts';
import type { CommandFlags } from './flags/flag.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import { usageError } from './terminal/usage-error.ts';

const CERTS: CommandFlags = {
  ...{ name: 'certs', flags: CERTS_FLAGS },
  ...{ defaults: { days: 365, caDays: 3650 }, schemas: {}, variables: [] },
};

export function certsCommand(): Command {
  const command = new Command('certs')
    .description('Makes a private certificate authority for one cluster, and certificates for its nodes.')
    .argument('[nodes...]', 'names of nodes; n1=host1,10.0.0.1 where HTTPS clients reach it elsewhere')
    .addHelpText('after', CERTS_HELP);
  return addFlags(command, CERTS).action((nodes: string[]) => run(command, nodes));
}

interface Values {
  readonly out?: string;
  readonly cluster?: string;
  readonly clients?: readonly string[];
  readonly days: number;
  readonly caDays: number;
  readonly renew?: boolean;
}

async function run(command: Command, texts: readonly string[]): Promise<void> {
  const given = { ...CERTS.defaults, ...valuesOf(givenTo(command, CERTS), CERTS) } as unknown as Values;
  const { out, cluster, clients = [], days, caDays, renew = false } = given;
  if (out === undefined) usageError(command, '--out is missing: where shall they go? (--out certs)');
  const wanted: Wanted[] = [
    ...texts.map(nodeIn),
    ...clients.map((name): Wanted => ({ role: 'client', name, hosts: [] })),
  ];
  const wrong =
    (cluster === undefined ? undefined : nameProblem('the cluster', cluster)) ?? problemWith(wanted);
  if (wrong !== undefined) usageError(command, wrong);
  const { makeCertificates } = await import('./certs/make.ts');
  process.stdout.write(await makeCertificates({ out, cluster, wanted, days, caDays, renew }));
}

function problemWith(wanted: readonly Wanted[]): string | undefined {
  if (wanted.length === 0) return 'no node is named: which nodes are there? (n1 n2 n3)';
  const seen = new Set<string>();
  for (const { role, name, problem } of wanted) {
    const wrong = nameProblem(`the ${role}`, name) ?? problem;
    if (wrong !== undefined) return wrong;
    if (name === 'ca' && role === 'node') return 'no node can be named ca: ca.crt is the authority';
    if (seen.has(`${role} ${name}`)) return `${role} ${name} is named twice`;
    seen.add(`${role} ${name}`);
  }
  return undefined;
}
