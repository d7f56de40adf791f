/** The load: lines that write, the same for every process that is measured. */

/** Keys that the writes go to in turn. */
export const KEYS = 10_000;
/** A value's characters, without its quotes: the bench's default size. */
const VALUE_CHARS = 14;

/** `count` requests, msg_ids from `first` on, each with a newline. */
export function writeLines(count: number, first = 2): Buffer {
  let text = '';
  for (let msgId = first; msgId < first + count; msgId++) {
    const value = `v${msgId}`.padEnd(VALUE_CHARS, '.');
    const body = { type: 'bench_write', msg_id: msgId, key: keyOf(msgId), value };
    text += `${JSON.stringify({ src: 'c1', dest: 'n1', body })}\n`;
  }
  return Buffer.from(text);
}

/** UTF-8 bytes of the keys and of the values' JSON texts, once all keys are written. */
export function liveDataBytes(): number {
  let bytes = 0;
  for (let i = 0; i < KEYS; i++) bytes += keyOf(i).length + VALUE_CHARS + 2;
  return bytes;
}

function keyOf(n: number): string {
  return `k${n % KEYS}`;
}
