/** The flags and variables of `gossipscope serve`, and the settings that they give, checked as far as that goes without opening a file. */

import { join } from 'node:path';
import type { Command } from 'commander';
import type { PresetName } from '../../core/config.ts';
import {
  DEFAULT_LIMITS,
  DEFAULT_SERVE,
  NODE_OF_SERVICE,
  exposureOf,
  ownAddress,
  type ApiLimits,
  type ServeSettings,
} from '../../host/serve/settings.ts';
import { LEASE_LEAST_MS } from '../../host/serve/faults/lease.ts';
import { completeSettings } from '../../host/settings.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { PRESET, SEED } from '../flags/every-command.ts';
import type { CommandFlags, Flag } from '../flags/flag.ts';
import { FULL_TOPOLOGY_FLAGS, STRATEGY } from '../flags/gossip.ts';
import { givenTo, valuesOf } from '../flags/option.ts';
import {
  API_FLAGS,
  DRAIN_FLAGS,
  FAULT_INJECTION_FLAGS,
  IDENTITY_FLAGS,
  LIMIT_FLAGS,
  NATS_FLAGS,
  TRANSPORT_FLAGS,
} from '../flags/service.ts';
import { DATA_FLAGS, LOG_LEVEL, TRACE_FLAGS } from '../flags/telemetry.ts';
import { usageError } from '../terminal/usage-error.ts';

const FLAGS: readonly Flag[] = [
  ...[...IDENTITY_FLAGS, ...TRANSPORT_FLAGS, ...NATS_FLAGS, ...API_FLAGS, ...FAULT_INJECTION_FLAGS],
  ...[...DRAIN_FLAGS, ...LIMIT_FLAGS],
  ...[...DATA_FLAGS, STRATEGY, ...FULL_TOPOLOGY_FLAGS, ...TRACE_FLAGS, SEED, LOG_LEVEL, PRESET, BOUNDS],
];

export const SERVE: CommandFlags = {
  name: 'serve',
  flags: FLAGS,
  defaults: { ...DEFAULT_SERVE, ...DEFAULT_LIMITS },
  schemas: {},
  variables: FLAGS.map(({ name }) => name),
};

type Given = Partial<
  Omit<ServeSettings, 'limits'> & ApiLimits & { readonly preset: PresetName; readonly certs: string }
>;

/** Ends the command where flags are missing or do not go together. */
export function settingsOf(command: Command): ServeSettings {
  const { preset, certs, ...given }: Given = valuesOf(givenTo(command, SERVE), SERVE);
  const { node } = given;
  if (node === undefined) usageError(command, 'which node is this? --node n1');
  const unclear = unclearMembers({ ...given, node });
  if (unclear !== undefined) usageError(command, unclear);
  const limits = Object.fromEntries(
    Object.entries(DEFAULT_LIMITS).map(([name, standard]) => [
      name,
      given[name as keyof ApiLimits] ?? standard,
    ]),
  ) as unknown as ApiLimits;
  const settings: ServeSettings = {
    ...DEFAULT_SERVE,
    ...(certs !== undefined && filesIn(certs, node)),
    ...given,
    ...completeSettings(given, NODE_OF_SERVICE, preset),
    ...{ node, limits },
  };
  const problem = incompleteness(settings) ?? exposureOf(settings);
  if (problem !== undefined) usageError(command, problem);
  return settings;
}

/** Addresses on which one can listen, and that nobody can connect to. */
const NOWHERE = /^(0\.0\.0\.0|\[::\])?:|:0$/;

/** Who the others are: named once for all, or found by joining. */
function unclearMembers(given: Given & { readonly node: string }): string | undefined {
  const { node, peers, isFounder = false, join, address } = given;
  const way = isFounder ? '--bootstrap' : join && '--join';
  if (peers === undefined && way === undefined)
    return 'which nodes are there? --bootstrap --join n1=10.0.0.1:7400,n2=10.0.0.2:7400 at each of the first ones, --join at later ones; or --peers, where they never change';
  if (peers !== undefined && way !== undefined)
    return `--peers and ${way} do not go together: --peers fixes the members, --bootstrap founds a cluster, --join joins one`;
  if (peers !== undefined && address !== undefined)
    return '--address is for --bootstrap and --join: --peers names the addresses of all nodes';
  if (peers !== undefined && !peers.some((peer) => peer.node === node))
    return `--peers does not name this node, ${node}: add ${node}=host:port, where it listens for the others`;
  if (!isFounder && join?.every((peer) => peer.node === node) === true)
    return `--join names this node alone, ${node}: name others, which are members already`;
  return given.transport === 'nats' ? undefined : unclearAddresses(given);
}

/** A server knows where everybody is; without one, nodes have to be told. */
function unclearAddresses(given: Given & { readonly node: string }): string | undefined {
  const { node, peers = [], join = [], address, listen } = given;
  const missing = [...peers, ...join].find((peer) => peer.address === '');
  if (missing !== undefined)
    return `where is ${missing.node}? ${missing.node}=10.0.0.1:7400; only with --transport nats its name is enough`;
  const nowhere = join.find((peer) => NOWHERE.test(peer.address));
  if (nowhere !== undefined)
    return `--join names ${nowhere.address} for ${nowhere.node}, where nobody can be reached: ${nowhere.node}=10.0.0.1:7400`;
  const at = ownAddress({ node, peers, join, address, listen });
  if (peers.length === 0 && (at === undefined || NOWHERE.test(at)))
    return `where do the others reach this node? --address 10.0.0.1:7400`;
  return undefined;
}

/** As gossipscope certs names them. The certificate of a node is good for its API, too. */
function filesIn(certs: string, node: string): Partial<ServeSettings> {
  const [cert, key] = [join(certs, `${node}.crt`), join(certs, `${node}.key`)];
  return { ca: join(certs, 'ca.crt'), cert, key, apiCert: cert, apiKey: key };
}

/** A message takes so long where a machine is busy or a connection is made anew. */
const LEAST_MESSAGE_AGE_MS = 1000;

/** Flags that go together, or do not go for a service. */
function incompleteness(settings: ServeSettings): string | undefined {
  const { transport, ca, cert, key, apiCert, apiKey, natsServers, natsUser, natsPasswordFile } = settings;
  const { allowsFaults, faultLeaseMs, tokens } = settings;
  if (transport === 'nats' && natsServers.length === 0)
    return '--transport nats needs its servers: --nats nats://127.0.0.1:4222';
  if (transport !== 'nats' && natsServers.length > 0) return '--nats is for --transport nats';
  if ((natsUser === undefined) !== (natsPasswordFile === undefined))
    return '--nats-user and --nats-password-file go together';
  const isWithFiles = ca !== undefined || cert !== undefined || key !== undefined;
  if (transport === 'tls' && (ca === undefined || cert === undefined || key === undefined))
    return 'TLS between nodes needs --certs, or --ca, --cert and --key: make them with gossipscope certs, or use --transport tcp on one machine';
  if (transport === 'tcp' && isWithFiles)
    return '--transport tcp uses no certificates: leave out --ca, --cert and --key, or use --transport tls';
  if (allowsFaults && tokens === undefined)
    return '--allow-faults needs --tokens: faults are for who has a token with the role faults';
  if (faultLeaseMs < LEASE_LEAST_MS) return `--fault-lease: at least ${LEASE_LEAST_MS} ms`;
  if ((apiCert === undefined) !== (apiKey === undefined)) return '--api-cert and --api-key go together';
  const { messageAgeMs = Infinity } = settings.bounds;
  if (messageAgeMs < LEAST_MESSAGE_AGE_MS)
    return `--bounds messageAgeMs=${messageAgeMs} is too short between machines, where a slow message would bring no key: give ${LEAST_MESSAGE_AGE_MS} or more, the same at every node`;
  return undefined;
}
