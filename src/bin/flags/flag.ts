/**
 * The table of flags: this folder declares each flag once, in a file named after what it is about. The commands list the flags
 * that they take, in the order of `--help` (node.ts, bench/flags.ts, simulate/flags.ts). Help, defaults, errors, docs/flags.md and
 * the command lines in reports follow from here.
 */

export type CommandName = 'node' | 'bench' | 'simulate';

/** How a flag's text is read: see value.ts. */
export type FlagKind = 'duration' | 'number' | 'share' | 'choice' | 'names' | 'text' | 'switch';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** The setting that it sets, and whose default it has. */
  readonly setting: string;
  readonly kind: FlagKind;
  /** One text for all commands that take the flag, or one for each. */
  readonly help: string | Readonly<Partial<Record<CommandName, string>>>;
  /** Where that of its kind says too little. */
  readonly placeholder?: string;
  /** Shown with an error, where the default is no good example. */
  readonly example?: string;
  readonly choices?: readonly string[];
  /** Whole numbers that are allowed, where no schema judges the setting. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Its default follows from other settings, so that none can be shown. */
  readonly isDerived?: true;
  /** Reads the text where no kind does. @throws {InvalidArgumentError} */
  readonly parse?: (text: string) => unknown;
}

/** The part of zod that is used here. A node starts faster without loading it, and judges its flags by their choices and ranges. */
export interface Schema {
  safeParse(
    value: unknown,
  ): { success: true } | { success: false; error: { issues: readonly { message: string }[] } };
}

/** A command, as far as its flags go. */
export interface CommandFlags {
  readonly name: CommandName;
  /** In the order of `--help`. */
  readonly flags: readonly Flag[];
  /** By setting. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** By setting: what a value has to satisfy. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Names of the flags that can be set by a variable, too. */
  readonly variables: readonly string[];
}

export function variableOf({ name }: Flag): string {
  return `GOSSIP_${name.replaceAll('-', '_').toUpperCase()}`;
}
