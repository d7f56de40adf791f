// The least node that keeps a network busy. Asked to `flood`, it sends so many messages at once and each time it receives
// one sends another; asked to `pace`, it sends one message each so many milliseconds, and only takes in what comes.
import { setInterval, setTimeout } from 'node:timers';

let node;
let peers;
let next = 0;
let isFlooding = false;

function pass(count) {
  let lines = '';
  for (let i = 0; i < count; i++) {
    const dest = peers[next++ % peers.length];
    lines += `{"src":"${node}","dest":"${dest}","body":{"type":"pass","msg_id":${next},"payload":"as long as small gossip is, more or less"}}\n`;
  }
  process.stdout.write(lines);
}

const orders = {
  init({ node_id, node_ids }) {
    node = node_id;
    peers = node_ids.filter((name) => name !== node);
  },
  flood({ count }) {
    isFlooding = true;
    pass(count);
  },
  pace({ intervalMs }) {
    // Nodes that started together must not all send in the same moment.
    setTimeout(() => setInterval(() => pass(1), intervalMs), Math.random() * intervalMs);
  },
};

let partial = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (partial + chunk).split('\n');
  partial = lines.pop();
  let received = 0;
  for (const line of lines) {
    if (line.includes('"pass"')) {
      received++;
      continue;
    }
    const { src, body } = JSON.parse(line);
    orders[body.type](body);
    const reply = { type: `${body.type}_ok`, in_reply_to: body.msg_id };
    process.stdout.write(`${JSON.stringify({ src: node, dest: src, body: reply })}\n`);
  }
  if (isFlooding && received > 0) pass(received);
});
process.stdin.on('end', () => process.exit(0));
