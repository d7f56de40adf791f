// How late a timer of Node is in a process that does nothing else: what no program can do better with timers alone. Samples until its
// stdin ends, then prints the 99th percentile in ms.

import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';

const WAIT_MS = 10;
const latenessMs = [];
let timer;

function sample() {
  const dueMs = performance.now() + WAIT_MS;
  timer = setTimeout(() => {
    latenessMs.push(performance.now() - dueMs);
    sample();
  }, WAIT_MS);
}

process.stdin.resume().on('end', () => {
  clearTimeout(timer);
  latenessMs.sort((a, b) => a - b);
  process.stdout.write(`${latenessMs[Math.ceil(0.99 * latenessMs.length) - 1] ?? NaN}\n`);
});
sample();
