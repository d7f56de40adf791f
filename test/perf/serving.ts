/** What HTTP costs: requests of a service in a second of processor time, beside an empty handler of the same framework. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { freePorts, ServeProcess } from '../support/serve-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { cpuUsOf } from './cpu-time.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';

const EMPTY = fileURLToPath(new URL('empty-handler.mjs', import.meta.url));
const SECONDS = 4;
const CONNECTIONS = 32;
const BODY = '[1, "two", {"three": 3}]';
/** More than any client asks. */
const RATE = 10_000_000;

const METHODS = ['GET', 'PUT'] as const;
type Method = (typeof METHODS)[number];

export const serving: Measure = {
  name: 'serving',
  description: `GET and PUT of one key over HTTP by ${CONNECTIONS} connections, metrics on, against an empty handler of the same framework that takes the same body; in a second of the server's processor time`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const empty = await EmptyHandler.start();
  const service = await ServeProcess.start({ args: ['--max-rate', `${RATE}`] });
  try {
    // Programs are compiled while they run: the first requests say nothing.
    for (const method of METHODS)
      for (const subject of [empty, service]) await ratePerCpuSec(subject, method);
    const samples = await interleave(
      {
        emptyGet: () => ratePerCpuSec(empty, 'GET'),
        get: () => ratePerCpuSec(service, 'GET'),
        emptyPut: () => ratePerCpuSec(empty, 'PUT'),
        put: () => ratePerCpuSec(service, 'PUT'),
      },
      rounds,
      (round) => progress(`round ${round + 1} of ${rounds}`),
    );
    return {
      targets: [
        target('reads over empty handler', 'ratio', ratioOf(samples.get, samples.emptyGet), { atLeast: 0.6 }),
        target('writes over empty handler', 'ratio', ratioOf(samples.put, samples.emptyPut), {
          atLeast: 0.6,
        }),
      ],
      figures: [
        figure('reads a CPU second', '1/s', spreadOf(samples.get)),
        figure('empty handler, GET', '1/s', spreadOf(samples.emptyGet)),
        figure('writes a CPU second', '1/s', spreadOf(samples.put)),
        figure('empty handler, PUT', '1/s', spreadOf(samples.emptyPut)),
      ],
    };
  } finally {
    empty.stop();
    await service.stop();
  }
}

/** By the time that passes, whoever asks would be measured, too, and all that runs beside it. */
interface Subject {
  readonly url: string;
  readonly child: ChildProcess;
}

/** @throws {Error} where a request fails: a refusal is answered faster than a request */
async function ratePerCpuSec({ url, child }: Subject, method: Method): Promise<number> {
  const { pid = 0 } = child;
  const path = `${url}/v1/kv/key`;
  // So that there is something to read.
  await fetch(path, { method: 'PUT', body: BODY, headers: { 'content-type': 'application/json' } });
  const beforeUs = cpuUsOf(pid);
  const result = await autocannon({
    ...{ url: path, method, connections: CONNECTIONS, duration: SECONDS },
    ...(method === 'PUT' && { body: BODY, headers: { 'content-type': 'application/json' } }),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} of the answers were not 2xx, and ${result.errors} requests failed`);
  return result.requests.total / ((cpuUsOf(pid) - beforeUs) / 1e6);
}

class EmptyHandler {
  readonly url: string;
  readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
  }

  static async start(): Promise<EmptyHandler> {
    const [port = 0] = await freePorts(1);
    const child = spawn(process.execPath, [EMPTY, `${port}`], { stdio: 'inherit' });
    await once(child, 'spawn');
    const url = `http://127.0.0.1:${port}`;
    await waitFor('the empty handler', () =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    );
    return new EmptyHandler(url, child);
  }

  stop(): void {
    this.child.kill();
  }
}
