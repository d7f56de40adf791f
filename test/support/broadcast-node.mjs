#!/usr/bin/env node
// A broadcast node that sends each value to all peers once; its first argument names one point in which it deviates from the protocol.
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const variant = process.argv[2] ?? 'good';
let me = '';
let peers = [];
const seen = [];

/** Two lines that are no JSON by the letter: Maelstrom reads the replacement character, and the control character as it is. */
function sendLoosely(dest, body) {
  const [head, tail] = JSON.stringify({ src: me, dest, body: { ...body, note: '?' } }).split('?');
  for (const bytes of [Buffer.from([0xff, 0xc3, 0x28]), Buffer.from([0x09, 0x01])])
    process.stdout.write(Buffer.concat([Buffer.from(head), bytes, Buffer.from(`${tail}\n`)]));
}

const print = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const send = (dest, body) => print({ src: me, dest, body });

/** Bodies between nodes are the nodes' own affair. */
const BETWEEN_NODES = {
  fwd_null: { msg_id: null, in_reply_to: null },
  fwd_text: { msg_id: 'cafe-1', in_reply_to: [] },
  fwd_untyped: { type: undefined },
};

/** What makes a reply other than it should be. */
const REPLIES = {
  reply_null: () => ({ msg_id: null }),
  reply_text: () => ({ msg_id: 'cafe-1' }),
  reply_extra: () => ({ version: 1 }),
  reply_extra_some: (type) => (type === 'broadcast' && seen.length % 4 === 3 ? { version: 1 } : {}),
  topology_extra: (type) => (type === 'topology' ? { version: 1 } : {}),
  read_null: (type) => (type === 'read' && seen.length === 0 ? { messages: null } : {}),
  read_twice: (type) => (type === 'read' ? { messages: [...seen, ...seen.slice(0, 1)] } : {}),
  read_invented: (type) => (type === 'read' ? { messages: [...seen, 'never'] } : {}),
  no_zero: (type) => (type === 'read' ? { messages: seen.filter(Boolean) } : {}),
};

function take(value) {
  if (!seen.includes(value)) seen.push(value);
}

function reply({ src, body }) {
  const { type, msg_id: in_reply_to } = body;
  const fields = type === 'read' ? { messages: seen } : {};
  const change = type === 'init' ? {} : (REPLIES[variant]?.(type) ?? {});
  if (variant === 'error_1000' && type === 'broadcast' && body.message % 4 === 3) {
    send(src, { type: 'error', in_reply_to, code: 1000, text: 'mine' });
    return;
  }
  if (variant === 'silent' && type === 'broadcast' && body.message % 5 === 4) return;
  if (variant === 'hello_first' && type === 'init') send(src, { type: 'hello' });
  if (variant === 'dies_in_line' && type === 'read') {
    // Written at once, so that nothing of it is lost with the process.
    writeSync(1, `{"src":"${me}`);
    process.exit(3);
  }
  const text = JSON.stringify({
    src: variant === 'other_src' && type === 'read' ? peers[0] : me,
    dest: src,
    body: { type: `${type}_ok`, in_reply_to, ...fields, ...change },
  });
  const isFloat = variant === 'reply_float' && type === 'read';
  const line = isFloat ? text.replace(/"in_reply_to":(\d+)/, '"in_reply_to":$1.0') : text;
  const end = variant === 'no_newline' && type === 'read' ? '' : '\n';
  const again = { reply_again: 'broadcast', init_again: 'init' };
  const times = again[variant] === type ? 2 : 1;
  process.stdout.write(`${line}${end}`.repeat(times));
}

function serve(message) {
  const { body } = message;
  if (body.type === 'init') {
    me = body.node_id;
    peers = body.node_ids.filter((name) => name !== me);
  }
  if (body.type === 'broadcast') {
    take(body.message);
    const leader = variant === 'leader' ? ['n0'] : undefined;
    for (const peer of leader ?? peers)
      (variant === 'fwd_loose' ? sendLoosely : send)(peer, {
        type: 'fwd',
        value: body.message,
        ...BETWEEN_NODES[variant],
      });
    if (variant === 'blank_line') process.stdout.write('\n');
    if (variant === 'to_nobody') send('nobody', { type: 'lost' });
    if (variant === 'stranger_src') print({ src: 'me', dest: 'n0', body: {} });
  }
  if ('value' in body) {
    take(body.value);
    if (variant === 'leader' && me === 'n0')
      for (const peer of peers) send(peer, { type: 'fwd', value: body.value });
    return;
  }
  reply(message);
}

createInterface({ input: process.stdin }).on('line', (line) => serve(JSON.parse(line)));
