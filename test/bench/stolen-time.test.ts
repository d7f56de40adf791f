/** What the host of a virtual machine takes, as the system counts it. */

import assert from 'node:assert/strict';
import { machineTime, parseMachineTime, stolenShare } from '../../src/bench/cluster/stolen-time.ts';

const AT_FIRST = 'cpu  100 20 30 800 5 0 5 40 7 0\ncpu0 1 1 1 1 1 1 1 900 0 0\n';
const LATER = 'cpu  150 20 50 900 5 0 5 70 9 0\n';

describe('time that the host took', () => {
  it('is a share of the time of all processors, guests counted once', () => {
    const [before, after] = [parseMachineTime(AT_FIRST), parseMachineTime(LATER)];
    assert.deepEqual(before, { all: 1000, stolen: 40 });
    assert.equal(stolenShare(before, after), 30 / 200);
  });

  it('is unknown where the system does not tell, and before any time has passed', () => {
    assert.equal(parseMachineTime('cpu  100 20 30 800\n'), undefined);
    assert.equal(parseMachineTime(''), undefined);
    const time = parseMachineTime(AT_FIRST);
    assert.equal(stolenShare(undefined, time), undefined);
    assert.equal(stolenShare(time, undefined), undefined);
    assert.equal(stolenShare(time, time), undefined);
  });

  it('is known on Linux, and nowhere else', () => {
    const time = machineTime();
    if (process.platform !== 'linux') assert.equal(time, undefined);
    else assert.ok(time !== undefined && time.all > 0 && time.stolen >= 0 && time.stolen < time.all);
  });
});
