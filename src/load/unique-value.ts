/**
 * Values that are written once in a run each, so that a value tells which write it is of.
 * @param bytes at least enough to make it unique; 0: a bare number
 */
export function uniqueValue(id: number, bytes: number): string | number {
  return bytes === 0 ? id : `${id}.`.padEnd(bytes, 'x');
}
