/** Traces in the bench, with real nodes: the slowest writes come with their trees, and the user's collector gets all. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExport } from '../../../src/bench/traces/otlp-spans.ts';
import type { SlowWrite } from '../../../src/report/schema/course-schema.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { BenchProcess, killBenches, reportOf, STRANGER, TRACED } from '../../support/bench-process.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/otlp-receiver.ts';

const NODES = ['n0', 'n1', 'n2', 'n3', 'n4'];
/** Times come from the clocks of several processes, in microseconds. */
const CLOCK_MS = 1;

/** So many that no write is overwritten on its way. */
const KEYS = '1000000';

/** One arrival at each other node, each after the one that it came from. */
function checkTree({ origin, arrivals, arrivalsOmitted, convergenceMs }: SlowWrite): void {
  assert.equal(arrivalsOmitted, 0);
  assert.deepEqual([origin, ...arrivals.map(({ node }) => node)].sort(), NODES);
  for (const { node, from, sentAtMs, appliedAtMs, hops } of arrivals) {
    const parent = arrivals.find((one) => one.node === from);
    assert.ok(from === origin || parent !== undefined, `${node} has it from ${from}, which has not`);
    assert.equal(hops, (parent?.hops ?? 0) + 1);
    assert.ok((sentAtMs ?? -1) >= (parent?.appliedAtMs ?? 0) - CLOCK_MS, `${node} before ${from}`);
    assert.ok(appliedAtMs > (sentAtMs ?? Infinity) - CLOCK_MS);
  }
  // The wire sees a message a little before the node has taken it in.
  assert.ok(convergenceMs < (arrivals.at(-1)?.appliedAtMs ?? 0) + CLOCK_MS);
}

describe('traces in the bench', function () {
  this.timeout(60_000);
  let collector: OtlpReceiver;
  let directory: string;
  before(async () => {
    collector = await startOtlpReceiver();
    directory = mkdtempSync(join(tmpdir(), 'bench-traces-'));
  });
  after(async () => {
    await collector.close();
    rmSync(directory, { recursive: true });
  });
  afterEach(killBenches);

  async function runWith(env: Record<string, string>, ...args: string[]): Promise<Run> {
    const keys = args.includes('--workload') ? [] : ['--keys', KEYS];
    const ended = await new BenchProcess(['--duration', '2s', ...keys, '--json', ...args], {
      ...TRACED,
      ...env,
    }).ended;
    assert.equal(ended.code, 0, ended.stderr);
    const [run] = reportOf(ended).runs;
    assert.ok(run !== undefined);
    return run;
  }

  it('shows each of the slowest writes with its tree, and passes every span on', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const run = await runWith(env, '--scenario', 'partition', '--strategy', 'rumor-mongering');
    const { slowestWrites, observedConvergenceMs } = run;
    assert.equal(slowestWrites.length, 10);
    assert.equal(slowestWrites[0]?.convergenceMs, observedConvergenceMs?.max);
    slowestWrites.forEach(checkTree);
    assert.ok(slowestWrites.some(({ arrivals }) => arrivals.some(({ hops }) => hops === 2)));
    assert.deepEqual(
      run.warnings.filter((text) => text.includes('spans')),
      [],
    );
    assert.ok(run.messages.traceContextBytes > 0 && run.messages.traceContextBytes < run.messages.bytes / 2);
    const written = collector.spans.filter(({ name }) => name === 'gossip.write');
    assert.equal(written.length, run.operations.writes.ok);
    for (const { traceId, arrivals } of slowestWrites) {
      const applied = collector.spans.filter(
        (span) => span.traceId === traceId && span.name === 'gossip.apply',
      );
      assert.deepEqual(
        applied.map(({ resource }) => resource['service.instance.id']).sort(),
        arrivals.map(({ node }) => node).sort(),
      );
    }
  });

  it('does the same in protobuf, as the SDK exports unless it is told otherwise', async () => {
    const before = collector.requests.length;
    const run = await runWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint }, '--scenario', 'normal');
    run.slowestWrites.forEach(checkTree);
    const requests = collector.requests.slice(before);
    assert.ok(requests.length > 0);
    const types = new Set(requests.map(({ contentType }) => contentType));
    assert.deepEqual([...types], ['application/x-protobuf']);
    const passed = requests.flatMap(({ body, contentType }) => readExport(body, contentType).spans);
    const written = passed.filter(({ application }) => application === undefined);
    assert.equal(written.length, run.operations.writes.ok);
    assert.equal(passed.length, written.length * NODES.length);
  });

  it("runs as well when the user's collector is down, and says what it did not get", async () => {
    const gone = await startOtlpReceiver();
    const { endpoint } = gone;
    await gone.close();
    const run = await runWith(
      { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.replace('://', '://user:s3cret@') },
      ...['--scenario', 'normal'],
    );
    const warnings = run.warnings.filter((text) => text.includes('collector'));
    assert.equal(warnings.length, 1);
    const says = `spans did not get to the collector at ${endpoint}/v1/traces: ECONNREFUSED`;
    assert.ok(/^\d+ /.test(warnings[0] ?? '') && warnings[0]?.endsWith(says), warnings[0]);
    assert.ok(!JSON.stringify(run).includes('s3cret'));
    run.slowestWrites.forEach(checkTree);
  });

  it('lists the slowest writes without a tree where the user does not want traces', async () => {
    const run = await runWith({ OTEL_TRACES_EXPORTER: 'none' }, '--scenario', 'normal');
    assert.equal(run.slowestWrites.length, 10);
    assert.ok(run.slowestWrites.every(({ traceId, arrivals }) => traceId === null && arrivals.length === 0));
    assert.equal(run.messages.traceContextBytes, 0);
  });

  it('gives strangers no variable of OpenTelemetry', async () => {
    const wrapper = join(directory, 'stranger.sh');
    writeFileSync(wrapper, `#!/bin/sh\nenv > "${directory}/env-$$"\nexec "${STRANGER}" good\n`, {
      mode: 0o755,
    });
    const run = await runWith({}, '--bin', wrapper, '--workload', 'broadcast', '--scenario', 'normal');
    assert.deepEqual(run.slowestWrites, []);
    const seen = readdirSync(directory).filter((name) => name.startsWith('env-'));
    assert.equal(seen.length, NODES.length);
    for (const name of seen) assert.doesNotMatch(readFileSync(join(directory, name), 'utf8'), /^OTEL_/m);
  });
});
