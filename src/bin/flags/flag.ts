/**
 * The table of flags: this folder declares each flag once, in a file named after what it is about. The commands list the flags
 * that they take, in the order of `--help` (node/flags.ts, bench/flags.ts, simulate/flags.ts). Help, defaults, errors, docs/flags.md and
 * the command lines in reports follow from here.
 */

import type { Workload } from '../../load/workload.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';

export type CommandName =
  | 'node'
  | 'serve'
  | 'bench'
  | 'probe'
  | 'exercise'
  | 'simulate'
  | 'tune'
  | 'agent'
  | 'compare'
  | 'certs'
  | 'members'
  | 'backup'
  | 'restore'
  | 'swim';

/** How a flag's text is read: see value.ts. */
export type FlagKind = 'duration' | 'number' | 'share' | 'choice' | 'names' | 'text' | 'switch';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** What Maelstrom calls it: the bench knows it by both names. */
  readonly alias?: string;
  /** The setting that it sets, and whose default it has. */
  readonly setting: string;
  readonly kind: FlagKind;
  /** One text for all commands that take the flag, or one for each; `tune` says what `simulate` does, and `serve` what `node` does. */
  readonly help: string | Readonly<Partial<Record<CommandName, string>>>;
  /** In place of its kind's own. */
  readonly placeholder?: string;
  /** Shown with an error in place of the default, where there is none or it is a poor example. */
  readonly example?: string;
  readonly choices?: readonly string[];
  /** The whole numbers that are allowed; for commands that have no schema for the setting. */
  readonly range?: { readonly min: number; readonly max: number };
  /** It may be given several times; its text has a line for each. */
  readonly isRepeatable?: true;
  /** Of names, what to do where one is given twice, which is refused; absent: it may be. */
  readonly insteadOfTwice?: string;
  /** Its default depends on other settings: none is shown. */
  readonly isDerived?: true;
  /** The workloads that it changes anything for; absent: all. Typed with another one, it is refused. */
  readonly isOf?: (workload: Workload) => boolean;
  /** What else it takes to change anything; absent: nothing. Typed without, it is refused. */
  readonly needs?: Need;
  /** When a setting of some strategies does something with all. */
  readonly isNeededWith?: (chosen: Chosen) => boolean;
  /** Reads the text where no kind does. @throws {InvalidArgumentError} */
  readonly parse?: (text: string) => unknown;
  /** Writes the value as it would be typed where no kind does. */
  readonly print?: (value: unknown) => string;
}

export interface Need {
  isMet(chosen: Chosen): boolean;
  /** To be read after "needs". */
  readonly what: string;
  /** What there is instead, to be read after "with". */
  readonly otherwise: string;
}

/** What decides whether a flag does anything: of the settings of a run, as much as is known. */
export interface Chosen extends Partial<
  Pick<Settings, 'bin' | 'scenarios' | 'latencyMs' | 'keyChoice' | 'pauses' | 'crashes' | 'restarts'> &
    Pick<SimulationSettings, 'clockJumps' | 'dataRestarts' | 'memberChanges'>
> {
  readonly workload?: Settings['workload'];
  readonly gossip?: {
    readonly strategy: string;
    readonly topology?: string | undefined;
    readonly failureDetector?: string | undefined;
  };
}

/** The part of zod that is used here. A node starts faster without it, and checks its flags by their choices and ranges. */
export interface Schema {
  safeParse(value: unknown): { success: true } | { success: false; error: { issues: readonly Issue[] } };
}

export interface Issue {
  readonly message: string;
  readonly code?: string | undefined;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: boolean | undefined;
  readonly expected?: unknown;
}

/** A command, as far as its flags go. */
export interface CommandFlags {
  readonly name: CommandName;
  /** In the order of `--help`. */
  readonly flags: readonly Flag[];
  /** By setting. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** By setting. Values without a schema are checked by the flag's own choices and range. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Names of the flags that a variable can set as well. */
  readonly variables: readonly string[];
}

export function variableOf({ name }: Flag): string {
  return `GOSSIP_${name.replaceAll('-', '_').toUpperCase()}`;
}
