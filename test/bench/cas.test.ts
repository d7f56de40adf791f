/** Compare-and-set in the bench: what it wrote is judged as any write, and to have compared in vain is an answer, no failure. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../src/report/schema/report-schema.ts';
import { bench, killBenches, reportOf, STRANGER } from '../support/bench-process.ts';

const CAS = ['--cas-ratio', '0.5', '--keys', '10', '--nodes', '3', '--json'];
/** One write, which compares in vain: there is no such key, and with this seed it is not to create one. */
const REFUSED = ['--cas-ratio', '1', '--read-ratio', '0', '--rate', '1', '--duration', '1s', '--seed', '3'];

async function run(
  ...args: string[]
): Promise<{ code: number | null; report: Report; run: Report['runs'][0] }> {
  const ended = await bench(...args);
  const report = reportOf(ended);
  const [first] = report.runs;
  assert.ok(first !== undefined, ended.stderr);
  return { code: ended.code, report, run: first };
}

describe('compare-and-set in the bench', function () {
  this.timeout(60_000);
  let directory: string;

  before(() => (directory = mkdtempSync(join(tmpdir(), 'bench-cas-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));
  afterEach(killBenches);

  it('leaves the audit exact, through a partition, with refusals told by their names', async () => {
    const ended = await run(...CAS, '--scenario', 'partition', '--duration', '3s');
    const { operations, audit, problems, finalState } = ended.run;
    assert.deepEqual([problems, ended.code], [[], 0]);
    const { ok, errors } = operations.writes;
    assert.deepEqual(Object.keys(errors).sort(), ['key_does_not_exist', 'precondition_failed']);
    assert.ok(ok > 50 && (errors['precondition_failed'] ?? 0) > 5, JSON.stringify(operations.writes));
    const writes = audit.find(({ what }) => what === 'writes');
    assert.deepEqual([writes?.exact, writes?.reported, writes?.observed], [true, ok, ok]);
    assert.ok(audit.every(({ agrees }) => agrees));
    assert.equal(finalState?.keys, 10);
  });

  it('may refuse every write of a run', async () => {
    const ended = await run(...REFUSED, '--nodes', '1', '--scenario', 'normal', '--json');
    assert.deepEqual(ended.run.operations.writes.errors, { key_does_not_exist: 1 });
    assert.deepEqual([ended.run.problems, ended.code], [[], 0]);
  });

  it("asks strangers as Maelstrom's clients do", async () => {
    const ended = await run(
      ...CAS,
      '--scenario',
      'normal',
      '--duration',
      '1s',
      '--rate',
      '500',
      '--bin',
      STRANGER,
    );
    const { ok, errors } = ended.run.operations.writes;
    assert.ok(ok > 10 && (errors['precondition_failed'] ?? 0) > 0, JSON.stringify(errors));
    assert.deepEqual(ended.run.finalState?.invented.count, 0);
  });

  it('is off in a report from before there was the flag, which runs again', async () => {
    const { report } = await run('--duration', '1s', '--nodes', '1', '--scenario', 'normal', '--json');
    const { casRatio, ...before } = report.settings;
    assert.equal(casRatio, 0);
    const config = join(directory, 'report.json');
    writeFileSync(config, JSON.stringify({ ...report, settings: before }));
    const again = await run('--config', config, '--json');
    assert.deepEqual([again.report.settings, again.run.problems], [report.settings, []]);
  });
});
