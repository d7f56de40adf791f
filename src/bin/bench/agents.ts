/** A bench whose nodes run on agents: how it reaches them. */

import process from 'node:process';
import type { Bus } from '../../bench/agents/bus.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { accessTo } from '../flags/agents.ts';
import { version } from '../version.ts';
import type { Extras } from './flags.ts';

/** How the server and its log know it, where no user or certificate says who it is. */
const NAME = 'bench';

export interface Reach {
  /** Undefined: this machine runs the nodes. */
  readonly bus: Bus | undefined;
  /** Of this program, as agents say theirs. */
  readonly version: string;
  close(): Promise<void>;
}

/** @throws {RunFailed} */
export async function reachAgents(
  { agents, ca }: Pick<Settings, 'agents' | 'ca'>,
  access: Extras['access'],
): Promise<Reach> {
  if (agents === null) return { bus: undefined, version, close: () => Promise.resolve() };
  const { connectToQueue } = await import('../queue/connect.ts');
  const { buildText, ownProgram } = await import('../queue/program.ts');
  const { natsBus } = await import('../../transport/nats/bus.ts');
  const warn = (text: string): void => void process.stderr.write(`warning: ${text}\n`);
  const { nats, owner } = await connectToQueue(
    accessTo(agents, { ...access, ca: ca ?? undefined }),
    NAME,
    (isConnected) =>
      warn(isConnected ? 'the NATS server is back' : 'the NATS server is gone: the nodes cannot be reached'),
  );
  return { bus: natsBus(nats, owner, warn), version: buildText(ownProgram()), close: () => nats.close() };
}
