// The least that could answer a bench_write in JavaScript: JSON.parse, a Map, JSON.stringify. What a node takes beyond this
// is the price of gossip, metrics and checks.

const store = new Map();
let partial = '';
let writeId = 0;
let msgId = 0;

function bodyOf({ type, key, value, msg_id: inReplyTo }) {
  if (type === 'init') return { type: 'init_ok', in_reply_to: inReplyTo, msg_id: msgId++ };
  store.set(key, value);
  return { type: 'bench_write_ok', write_id: ++writeId, in_reply_to: inReplyTo, msg_id: msgId++ };
}

process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (partial + chunk).split('\n');
  partial = lines.pop();
  let replies = '';
  for (const line of lines) {
    const { src, dest, body } = JSON.parse(line);
    replies += `${JSON.stringify({ src: dest, dest: src, body: bodyOf(body) })}\n`;
  }
  if (replies !== '') process.stdout.write(replies);
});
