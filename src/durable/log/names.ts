/** The names of the files of a data directory, and how a log file begins. */

export const MANIFEST = 'MANIFEST';
export const LOCK = 'LOCK';
/** Room that is given up when the disk is full, so that what is under way can still be kept. */
export const RESERVE = 'RESERVE';
const UNFINISHED = '.tmp';

export type Kind = 'log' | 'snapshot';

/** Numbers have as many digits in every name, so that names sort as they do. */
export function fileName(kind: Kind, number: number): string {
  return `${kind}-${String(number).padStart(8, '0')}`;
}

export function numberOf(kind: Kind, name: string): number | undefined {
  const found = /^(log|snapshot)-(\d{8,})$/.exec(name);
  return found?.[1] === kind ? Number(found[2]) : undefined;
}

export function unfinished(name: string): string {
  return name + UNFINISHED;
}

/** Whether it is one of ours. */
export function isOurs(name: string): boolean {
  return (
    [MANIFEST, RESERVE].includes(name) ||
    name.startsWith(LOCK) ||
    name.endsWith(UNFINISHED) ||
    numberOf('log', name) !== undefined ||
    numberOf('snapshot', name) !== undefined
  );
}

export const HEADER_BYTES = 32;

/** What the file is, for people and for us. */
export function headerOf(kind: Kind, number: number): Buffer {
  const text = `gossipscope ${kind} 1 ${number}`;
  return Buffer.from(`${text.padEnd(HEADER_BYTES - 1)}\n`);
}
