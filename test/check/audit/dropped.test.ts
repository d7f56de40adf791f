/** What fell off a bound explains its own figures, in its own direction. */

import assert from 'node:assert/strict';
import { explainedBy, fallenOf, FIGURES, type Figure } from '../../../src/check/audit/dropped.ts';

/** What so many of them explain: figures and directions. */
function explains(what: string, count = 1): string[] {
  const dropped = new Map([
    ['log_entries', 9],
    [what, count],
  ]);
  return (Object.keys(FIGURES) as Figure[]).flatMap((figure) =>
    (['at_most', 'at_least'] as const)
      .filter((trueIs) => explainedBy(dropped, figure, trueIs).includes(what))
      .map((trueIs) => `${figure} ${trueIs}`),
  );
}

describe('an explanation', () => {
  it('is of the figures that a bound can change, in the direction in which it can', () => {
    assert.deepEqual(explains('key_history'), ['convergence at_most']);
    assert.deepEqual(explains('apply_times'), ['convergence at_most']);
    const missed = ['stale_reads at_least', 'age at_least', 'depth at_least'];
    assert.deepEqual(explains('read_log'), missed);
    assert.deepEqual(explains('undecided_reads'), missed);
    assert.deepEqual(explains('gap_entries'), ['depth at_most']);
    assert.deepEqual(explains('wire_steps'), ['observed_convergence at_most']);
    assert.deepEqual(explains('wire_writes'), [
      'observed_convergence at_most',
      'observed_convergence at_least',
      'observed_writes at_least',
    ]);
    assert.deepEqual(
      explains('clocks_apart'),
      ['convergence', 'stale_reads', 'age', 'depth'].flatMap((one) => [`${one} at_most`, `${one} at_least`]),
    );
  });

  it('is none where what fell off costs only messages, where nothing did, and where nobody knows it', () => {
    for (const what of ['log_entries', 'outbox_entries', 'spans', 'of another version'])
      assert.deepEqual(explains(what), []);
    assert.deepEqual(explains('read_log', 0), []);
  });

  it('is told in words', () => {
    assert.match(fallenOf('clocks_apart').words, /times that a clock was found further off/);
    assert.equal(fallenOf('of another version').words, 'of another version');
  });
});
