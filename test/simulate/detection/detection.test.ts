/** The failure detector measured, beside the papers' formulas: figures that would move if a rule of SWIM were wrong. */

import assert from 'node:assert/strict';
import {
  expectedDetectionPeriods,
  expectedFalseSuspicionsPerMin,
} from '../../../src/simulate/detection/expected.ts';
import { DetectionExperiment } from '../../../src/simulate/detection/experiment.ts';
import { DEFAULT_SWIM } from '../../../src/core/membership/swim/swim-settings.ts';

const BASE = {
  nodes: 20,
  lossRatio: 0,
  hasLifeguard: false,
  slowNodes: 0,
  seed: 3,
  failures: 0,
  nodeMinutes: 20,
};

describe('failure detection', () => {
  it('finds a failed member as soon as the paper expects', () => {
    const { first, nearlyAll, failed } = new DetectionExperiment({ ...BASE, failures: 30 }).run();
    const expected = expectedDetectionPeriods(20);
    assert.ok(Math.abs(first.mean - expected) < 0.4, `${first.mean} periods, expected ${expected}`);
    assert.ok(nearlyAll.mean < 6, `${nearlyAll.mean} periods until all suspect it`);
    assert.ok(failed.mean > 6.5 && failed.mean < 12, `${failed.mean} periods until all call it failed`);
  });

  it('accuses live members as often as the paper expects, and refutes nearly all of it', () => {
    for (const lossRatio of [0.05, 0.1]) {
      const settings = { ...BASE, lossRatio, nodeMinutes: 500 };
      const { falseSuspicionsPerMin, falseFailuresPerMin } = new DetectionExperiment(settings).run();
      const expected = expectedFalseSuspicionsPerMin(lossRatio, DEFAULT_SWIM, 20);
      const sigma = Math.sqrt(expected / 500);
      assert.ok(
        Math.abs(falseSuspicionsPerMin - expected) < 4 * sigma,
        `${falseSuspicionsPerMin} a minute with ${lossRatio} lost, expected ${expected}`,
      );
      // One that is not refuted in time counts at each of the twenty that hear of it.
      assert.ok(falseFailuresPerMin <= expected, `${falseFailuresPerMin} false failures a minute`);
    }
  });

  it('accuses nobody where no message is lost and nobody is slow', () => {
    for (const hasLifeguard of [false, true])
      assert.equal(new DetectionExperiment({ ...BASE, hasLifeguard }).run().falseSuspicionsPerMin, 0);
  });

  it('fails far fewer live members with Lifeguard, where some fall behind', () => {
    const [swim = 0, lifeguard = 0] = [false, true].map(
      (hasLifeguard) =>
        new DetectionExperiment({ ...BASE, hasLifeguard, nodes: 30, slowNodes: 2, nodeMinutes: 150 }).run()
          .falseFailuresPerMin,
    );
    assert.ok(swim > 1 && lifeguard < swim / 4, `${swim} without, ${lifeguard} with`);
  });

  it('is as good within replicas, which begin their periods at moments of their own', () => {
    const settings = { ...BASE, hasLifeguard: true, inReplicas: true };
    const { first, failed, falseSuspicionsPerMin, messagesPerNodePerSec } = new DetectionExperiment({
      ...{ ...settings, failures: 20 },
    }).run();
    assert.ok(first.mean > 1.4 && first.mean < 2.6, `${first.mean} periods`);
    assert.ok(failed.mean > 6.5 && failed.mean < 13, `${failed.mean} periods until all call it failed`);
    assert.equal(falseSuspicionsPerMin, 0);
    assert.ok(Math.abs(messagesPerNodePerSec - 2) < 0.1, `${messagesPerNodePerSec} messages a second`);
    const lossy = new DetectionExperiment({ ...settings, lossRatio: 0.1, nodeMinutes: 200 }).run();
    const expected = expectedFalseSuspicionsPerMin(0.1, DEFAULT_SWIM, 20);
    const { falseSuspicionsPerMin: accused } = lossy;
    assert.ok(
      Math.abs(accused - expected) < 4 * Math.sqrt(expected / 200),
      `${accused}, expected ${expected}`,
    );
  });

  it('gives the same figures for the same seed', () => {
    const settings = { ...BASE, lossRatio: 0.1, hasLifeguard: true, failures: 3 };
    assert.deepEqual(new DetectionExperiment(settings).run(), new DetectionExperiment(settings).run());
  });
});
