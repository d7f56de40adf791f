/** What keeping the data costs: writes a second with 64 in flight, against what memory and disk allow, and how long a million keys take to come back. */

import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/temporary-directory.ts';
import { InFlight } from './in-flight.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, spreadOf } from './sampling.ts';
import { scrape } from './scrape.ts';
import { nodeProgram, Subject, type Program } from './subject.ts';

const IN_FLIGHT = 64;
const WRITES = 40_000;
const SYNCS = 300;
/** A group of 64 records is about so large. */
const GROUP_BYTES = 8192;
const KEYS = 1_000_000;
const BATCH = 20_000;

export const durable: Measure = {
  name: 'durable',
  description: `${WRITES} writes with ${IN_FLIGHT} in flight, in memory and with --data, beside a bare loop of append and fdatasync; ${KEYS} keys read again at the start`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  try {
    const rates = await interleave(
      {
        memory: () => ratePerSec(nodeProgram()),
        disk: () => Promise.resolve(IN_FLIGHT / (syncMs() / 1000)),
        kept: () => ratePerSec(withData(temporaryDirectory())),
      },
      rounds,
      (round) => progress(`round ${round + 1} of ${rounds}`),
    );
    const allowed = rates.memory.map((memory, i) => Math.min(memory, rates.disk[i] ?? Infinity));
    const shares = rates.kept.map((rate, i) => rate / (allowed[i] ?? Infinity));
    progress(`${KEYS} keys`);
    const { initMs, recoverySec } = await recovery();
    return {
      targets: [
        target('with --data over the least of memory and disk', 'ratio', spreadOf(shares), { atLeast: 0.6 }),
        target(`init_ok with ${KEYS} keys`, 'ms', spreadOf([initMs]), { atMost: 10_000 }),
      ],
      figures: [
        figure('in memory', '1/s', spreadOf(rates.memory)),
        figure(`${IN_FLIGHT} over the time of an fdatasync`, '1/s', spreadOf(rates.disk)),
        figure('with --data', '1/s', spreadOf(rates.kept)),
        figure('gossip_recovery_seconds', 'ms', spreadOf([recoverySec * 1000])),
      ],
    };
  } finally {
    removeTemporaryDirectories();
  }
}

function withData(directory: string): Program {
  const { args, ...program } = nodeProgram();
  return { ...program, args: [...args, '--data', directory] };
}

async function ratePerSec(program: Program): Promise<number> {
  const node = new InFlight(program, IN_FLIGHT);
  try {
    return await node.ratePerSec(WRITES);
  } finally {
    await node.end();
  }
}

/** Of an append of a group and an fdatasync, on average. */
function syncMs(): number {
  const file = openSync(join(temporaryDirectory(), 'appended'), 'w');
  const group = Buffer.alloc(GROUP_BYTES, 'x');
  const startMs = performance.now();
  for (let i = 0; i < SYNCS; i++) {
    writeSync(file, group);
    fdatasyncSync(file);
  }
  const elapsedMs = performance.now() - startMs;
  closeSync(file);
  return elapsedMs / SYNCS;
}

async function recovery(): Promise<{ initMs: number; recoverySec: number }> {
  const program = withData(temporaryDirectory());
  const first = new Subject(program);
  await first.init();
  for (let from = 0; from < KEYS; from += BATCH) {
    let lines = '';
    for (let i = from; i < from + BATCH; i++)
      lines += `{"src":"c1","dest":"n1","body":{"type":"write","msg_id":${i + 2},"key":"key ${i}","value":"value ${i}"}}\n`;
    await first.answers(lines, BATCH);
  }
  await first.ended();
  const startMs = performance.now();
  const second = new Subject(program);
  await second.init();
  const initMs = performance.now() - startMs;
  const recoverySec = (await scrape(await second.metricsUrl()))('gossip_recovery_seconds');
  await second.ended();
  return { initMs, recoverySec };
}
