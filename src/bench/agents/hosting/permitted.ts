/**
 * What a bench may have started here. It comes from another machine: our own node, and the programs that were named when the agent
 * was started, and no variable by which a program could be made another.
 */

import { resolve } from 'node:path';

export interface Programs {
  /** How our own node is started. */
  readonly ours: { readonly command: string; readonly args: readonly string[] };
  /** Paths of others. */
  readonly others: readonly string[];
}

export interface Wanted {
  /** Null: ours. */
  readonly bin: string | null;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Settings of our nodes, and of tracing. NODE_OPTIONS or LD_PRELOAD would run other code. */
const PERMITTED_VARIABLE = /^(GOSSIP|OTEL)_[A-Z0-9_]+$/;

export interface Permitted {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** @returns why not, to be read behind the agent's name, where it is not permitted */
export function permitted({ bin, args, env }: Wanted, { ours, others }: Programs): Permitted | string {
  const variable = Object.keys(env).find((name) => !PERMITTED_VARIABLE.test(name));
  if (variable !== undefined) return `sets no ${variable} for nodes`;
  if (bin === null) return { command: ours.command, args: [...ours.args, ...args], env };
  const path = resolve(bin);
  if (!others.some((one) => resolve(one) === path))
    return `does not run ${path}: start it with --allow-bin ${path}`;
  return { command: path, args, env };
}
