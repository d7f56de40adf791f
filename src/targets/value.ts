/** The values that are written: the number of the write, made as long as was asked for. */

export function valueOf(seq: number, bytes: number): string {
  return `${seq}.`.padEnd(bytes, 'x');
}

/** The number of the write; 0 where there is no value, or one of somebody else's. */
export function seqIn(value: string | undefined): number {
  const [, digits] = /^(\d{1,15})\./.exec(value ?? '') ?? [];
  return Number(digits ?? 0);
}
