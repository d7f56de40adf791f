// What every node of the course needs: lines of JSON in and out, requests that wait for their replies, and errors by Maelstrom's codes.
import { createInterface } from 'node:readline';
import { clearTimeout, setTimeout } from 'node:timers';

export class MaelstromError extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}

/** Codes of Maelstrom's that these nodes use. */
export const TIMEOUT = 0;
export const CRASH = 13;
export const NO_SUCH_KEY = 20;
export const PRECONDITION_FAILED = 22;

export const node = { id: '', ids: [], peers: [] };

const REPLY_TIMEOUT_MS = 1000;
const waiting = new Map();
let lastId = 0;

export function send(dest, body) {
  process.stdout.write(`${JSON.stringify({ src: node.id, dest, body })}\n`);
}

/** Resolves with the body of the reply. @throws {MaelstromError} when that is an error, or none comes */
export function ask(dest, body) {
  const msg_id = ++lastId;
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      waiting.delete(msg_id);
      reject(new MaelstromError(TIMEOUT, `${dest} did not answer ${body.type}`));
    };
    waiting.set(msg_id, { resolve, reject, timer: setTimeout(giveUp, REPLY_TIMEOUT_MS) });
    send(dest, { ...body, msg_id });
  });
}

function receiveReply({ in_reply_to, ...body }) {
  const { resolve, reject, timer } = waiting.get(in_reply_to) ?? {};
  waiting.delete(in_reply_to);
  clearTimeout(timer);
  if (body.type === 'error') reject?.(new MaelstromError(body.code, body.text));
  else resolve?.(body);
}

/** @param handlers by the type of the request: each returns the reply's body, or a promise of it; undefined: there is no reply */
export function serve(handlers) {
  const all = {
    init({ node_id, node_ids }) {
      Object.assign(node, { id: node_id, ids: node_ids, peers: node_ids.filter((id) => id !== node_id) });
      return { type: 'init_ok' };
    },
    ...handlers,
  };
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const { src, body } = JSON.parse(line);
    if (body.in_reply_to !== undefined) return receiveReply(body);
    try {
      const reply = await all[body.type](body, src);
      if (reply !== undefined) send(src, { ...reply, in_reply_to: body.msg_id });
    } catch ({ code = CRASH, message }) {
      send(src, { type: 'error', code, text: message, in_reply_to: body.msg_id });
    }
  });
}

/** Of a service. @returns the value, or what to take where there is no such key */
export async function readKey(service, key, otherwise) {
  try {
    return (await ask(service, { type: 'read', key })).value;
  } catch (error) {
    if (error.code === NO_SUCH_KEY) return otherwise;
    throw error;
  }
}

/** Sets a key of `lin-kv` to what `change` makes of its value, even if another node changes it meanwhile. @returns the new value */
export async function update(key, otherwise, change) {
  for (;;) {
    const from = await readKey('lin-kv', key, otherwise);
    const to = change(from);
    if (to === from) return to;
    try {
      await ask('lin-kv', { type: 'cas', key, from, to, create_if_not_exists: true });
      return to;
    } catch (error) {
      if (error.code !== PRECONDITION_FAILED) throw error;
    }
  }
}
