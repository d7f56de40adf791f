/**
 * Kills a node again and again while it writes as fast as it can, and keeps elsewhere what it acknowledged: each time it comes back
 * with the same data, all of that has to be there.
 */

import { once } from 'node:events';
import type { Prng } from '../../src/base/prng.ts';
import { NodeProcess } from './node-process.ts';
import { waitFor } from './wait-for.ts';

const KEYS = 100;
/** Requests that wait for their replies. */
const IN_FLIGHT = 2000;
/** However busy the machine is. */
const START_LIMIT_MS = 120_000;
/** How long a life lasts at most, from its first reply on. */
const MOST_LIFE_MS = 150;

export interface Killed {
  readonly kills: number;
  /** In all lives. */
  readonly acknowledged: number;
  /** Keys that held less than was acknowledged, in words. */
  readonly lost: readonly string[];
}

/** @param rng draws when the next kill comes @param progress hears what is known after each */
export async function killAgainAndAgain(
  directory: string,
  kills: number,
  rng: Prng,
  progress: (known: Killed) => void = () => undefined,
): Promise<Killed> {
  const latest = new Map<string, number>();
  const lost: string[] = [];
  let acknowledged = 0;
  let value = 0;
  for (let done = 0; done < kills; done++) {
    const node = await start(directory);
    lost.push(...(await lacking(node, latest)));
    const values = new Map<number, number>();
    let replies = 0;
    const write = (): void => {
      const msg_id = 1000 + ++value;
      values.set(msg_id, value);
      node.send({ src: 'c1', dest: 'n1', body: { type: 'write', msg_id, key: keyOf(value), value } });
    };
    node.onMessage = ({ body }) => {
      const written = values.get(Number(body['in_reply_to']));
      if (body.type !== 'write_ok' || written === undefined) return;
      acknowledged++;
      replies++;
      latest.set(keyOf(written), written);
      if (!node.child.killed) write();
    };
    for (let i = 0; i < IN_FLIGHT; i++) write();
    await waitFor('the first reply', () => replies > 0, START_LIMIT_MS);
    await new Promise((resolve) => setTimeout(resolve, rng.float() * MOST_LIFE_MS));
    const closed = once(node.child, 'close');
    node.child.kill('SIGKILL');
    // What it had said before counts, too.
    await closed;
    progress({ kills: done + 1, acknowledged, lost });
  }
  const last = await start(directory);
  lost.push(...(await lacking(last, latest)));
  await last.end();
  return { kills, acknowledged, lost };
}

async function start(directory: string): Promise<NodeProcess> {
  const args = ['--metrics-port', '0', '--log-level', 'error', '--data', directory];
  const node = new NodeProcess({ args });
  await node.ask({ type: 'init', node_id: 'n1', node_ids: ['n1'] }, 'n1', START_LIMIT_MS);
  return node;
}

/** A key may hold what was written later and never acknowledged, and nothing earlier. */
async function lacking(node: NodeProcess, latest: ReadonlyMap<string, number>): Promise<string[]> {
  const found: string[] = [];
  for (const [key, written] of latest) {
    const { value } = await node.ask({ type: 'read', key });
    if (typeof value !== 'number' || value < written)
      found.push(`${key} holds ${String(value)}, and ${written} was acknowledged`);
  }
  return found;
}

function keyOf(value: number): string {
  return `k${value % KEYS}`;
}
