/** The commands, in the order of the help, and what that says of each: to be listed, a command need not be loaded. */

import type { Command } from 'commander';
import type { CommandName } from './flags/flag.ts';

export interface Listed {
  /** For the list in the program's help. */
  readonly does: string;
  /** Its arguments, as a usage shows them. */
  readonly takes?: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: Readonly<Record<CommandName, Listed>> = {
  node: {
    does: 'a Maelstrom node: JSON lines on stdin and stdout',
    load: async () => (await import('./node.ts')).nodeCommand(),
  },
  serve: {
    does: 'a node as a service: an HTTP API, and a transport to its peers',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  bench: {
    does: 'runs a cluster on a simulated network, loads it, partitions it, and reports',
    takes: '[node-args...]',
    load: async () => (await import('./bench.ts')).benchCommand(),
  },
  probe: {
    does: 'measures the replication of a store all the time, for Prometheus',
    load: async () => (await import('./probe.ts')).probeCommand(),
  },
  exercise: {
    does: "runs an exercise of Fly.io's Gossip Glomers, and says whether a node passes",
    takes: '[name...]',
    load: async () => (await import('./exercise.ts')).exerciseCommand(),
  },
  simulate: {
    does: 'the same replicas and report in virtual time, from a seed, with up to 100,000 replicas',
    load: async () => (await import('./simulate.ts')).simulateCommand(),
  },
  tune: {
    does: 'searches strategies and settings for the cheapest that keep your targets',
    load: async () => (await import('./tune.ts')).tuneCommand(),
  },
  agent: {
    does: 'works for simulate, tune and bench on other machines, over NATS',
    load: async () => (await import('./agent.ts')).agentCommand(),
  },
  compare: {
    does: 'what changed between reports, how sure that is, and whether it was too much',
    takes: '<reports...>',
    load: async () => (await import('./compare.ts')).compareCommand(),
  },
  swim: {
    does: 'how soon SWIM finds a failed member, and how often it accuses a live one',
    load: async () => (await import('./swim.ts')).swimCommand(),
  },
  members: {
    does: 'lists the members of a cluster of services, and lets them leave',
    takes: '[action] [node]',
    load: async () => (await import('./members.ts')).membersCommand(),
  },
  certs: {
    does: 'makes a private authority, and certificates for nodes and clients',
    takes: '[nodes...]',
    load: async () => (await import('./certs.ts')).certsCommand(),
  },
  backup: {
    does: 'all keys of a service that runs, into a file',
    takes: '<file>',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  restore: {
    does: 'the keys of a backup, into a cluster',
    takes: '<file>',
    load: async () => (await import('./backup.ts')).restoreCommand(),
  },
};
