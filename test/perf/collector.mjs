// A live OTLP/HTTP receiver in a process of its own, so that receiving takes no time from whoever drives the load. It
// prints its address, and then on each line of stdin how many spans it has received.
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

// Its name stands once in each span of a write, however the export is encoded.
const MARK = 'gossip.write';
let spans = 0;

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + MARK.length)) spans++;
    response.setHeader('content-type', request.headers['content-type'] ?? 'application/x-protobuf').end();
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
createInterface({ input: process.stdin })
  .on('line', () => console.log(spans))
  .on('close', () => process.exit(0));
