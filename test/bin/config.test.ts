/** `--config`: a report runs again as it was made, sweeps included, from a file as an editor may have saved it; what is no such run is told. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulationReportSchema, type SimulationReport } from '../../src/report/schema/simulation-schema.ts';
import { CommandProcess, killBenches, simulate } from '../support/bench-process.ts';

const SMALL = ['--nodes', '3', '--duration', '300ms', '--scenario', 'normal'];
const SWEPT = ['--strategy', 'rumor-mongering', '--sweep', 'fanout=1..2', '--sweep', 'loss=0,5%'];
const MARK = '\uFEFF';

async function reportOf(...args: string[]): Promise<SimulationReport> {
  const { stdout, stderr } = await simulate(...args, '--json');
  assert.notEqual(stdout, '', stderr);
  return SimulationReportSchema.parse(JSON.parse(stdout));
}

describe('--config', () => {
  let folder: string;
  let file: string;
  let first: SimulationReport;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
    file = join(folder, 'report.json');
    first = await reportOf(...SMALL, ...SWEPT, '--out', folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(killBenches);

  it('runs a sweep again', async () => {
    const again = await reportOf('--config', file);
    assert.equal(first.runs.length, 4);
    assert.deepEqual([again.sweep, again.runs], [first.sweep, first.runs]);
  });

  it('varies no more what a flag settles, and something else where a sweep is given', async () => {
    const settled = await reportOf('--config', file, '--loss', '5%');
    assert.deepEqual(
      settled.runs.map(({ point }) => point),
      [{ fanout: '1' }, { fanout: '2' }],
    );
    assert.deepEqual(settled.settings.lossRatio, 0.05);
    const other = await reportOf('--config', file, '--sweep', 'fanout=3');
    assert.deepEqual(other.sweep, [{ flag: 'fanout', values: ['3'] }]);
  });

  it('says what of a sweep has no effect with a flag, and does not refuse it', async () => {
    const { skipped, runs } = await reportOf('--config', file, '--strategy', 'relay');
    assert.match(skipped.join(), /--fanout has no effect with relay/);
    assert.equal(runs.length, 2);
  });

  it('reads a file that an editor began with a byte order mark', async () => {
    const marked = join(folder, 'marked.json');
    writeFileSync(marked, MARK + readFileSync(file, 'utf8'));
    assert.deepEqual((await reportOf('--config', marked)).runs, first.runs);
    const compared = await new CommandProcess(['compare', file, marked]).ended;
    assert.equal(compared.code, 0, compared.stderr);
  });

  it('refuses a report of tune, whose settings are not those that it recommends', async () => {
    const tuned = join(folder, 'tuned.json');
    const target = ['--target', 'convergence.p99<10m', '--seeds', '8'];
    const { stdout } = await new CommandProcess([
      'tune',
      ...SMALL,
      ...target,
      '--strategy',
      'relay',
      '--json',
    ]).ended;
    writeFileSync(tuned, stdout);
    for (const command of ['simulate', 'bench']) {
      const { code, stderr } = await new CommandProcess([command, '--config', tuned]).ended;
      assert.match(
        stderr,
        /is a report of gossipscope tune: run .* as in gossipscope bench .*--strategy relay/,
      );
      assert.equal(code, 2);
    }
    const { code, stderr } = await new CommandProcess(['compare', tuned, file]).ended;
    assert.match(stderr, /is a report of gossipscope tune, which has no runs to compare/);
    assert.equal(code, 3);
  });
});
