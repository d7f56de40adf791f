/** Reads a backup, a line at a time, and sees that it is whole. The values stay the text that they are. */

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { BACKUP_FORMAT } from '../../host/serve/backup-format.ts';
import { memberText } from '../../protocol/value-text.ts';
import { RunFailed } from '../terminal/run-failed.ts';

export interface ReadBackup {
  /** How many keys were listed. */
  readonly listed: number;
  /** The moment that it shows. */
  readonly ended: string;
  /** Keys that changed while it was made, with their values at the end; undefined: it was deleted. */
  readonly changed: ReadonlyMap<string, string | undefined>;
}

interface Line {
  readonly format?: unknown;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly changes?: unknown;
  readonly ended?: unknown;
}

/** A key as it was listed. */
type Take = (key: string, value: string) => Promise<void> | undefined;

/**
 * @param name for people
 * @param take gets each key that was listed, in order, and whether to wait before the next; some of them are in `changed`, too
 * @throws {RunFailed} where it is damaged or not whole
 */
export async function readBackup(
  stream: Readable,
  name: string,
  take: Take = () => undefined,
): Promise<ReadBackup> {
  const changed = new Map<string, string | undefined>();
  let listed = 0;
  let number = 0;
  let changes: number | undefined;
  let ended: string | undefined;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    const line = parsed(text, `${name}, line ${++number}`);
    if (number === 1) checkFormat(line, name);
    else if (ended !== undefined) throw damaged(name, 'something follows its last line');
    else if (typeof line.key === 'string' && isText(line.key)) {
      const value = line.value === undefined ? undefined : memberText(text, 'value');
      if (changes !== undefined) changed.set(line.key, value);
      else if (value === undefined) throw damaged(name, `line ${number} has no value`);
      else {
        listed++;
        await take(line.key, value);
      }
    } else if (typeof line.changes === 'number' && changes === undefined) changes = line.changes;
    else if (typeof line.ended === 'string') ended = line.ended;
    else throw damaged(name, `line ${number} is none that a backup has`);
  }
  if (ended === undefined || changes !== changed.size)
    throw new RunFailed(`${name} is not whole: its end is missing; make another backup`);
  return { listed, ended, changed };
}

/** Half of a surrogate pair is no text: no service has such a key. */
function isText(key: string): boolean {
  return !/\p{Surrogate}/u.test(key);
}

function parsed(text: string, where: string): Line {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new RunFailed(`${where} is no line of a backup: it is damaged, or cut off; use another one`);
}

function checkFormat({ format }: Line, name: string): void {
  if (format === BACKUP_FORMAT) return;
  throw new RunFailed(
    typeof format === 'string'
      ? `${name} is a ${format}, and this version reads ${BACKUP_FORMAT}: use the version that made it, or a later one`
      : `${name} is no backup: use what gossipscope backup made`,
  );
}

function damaged(name: string, what: string): RunFailed {
  return new RunFailed(`${name} is damaged: ${what}; use another one`);
}
