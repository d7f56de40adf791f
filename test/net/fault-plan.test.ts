/** Planned faults of nodes: drawn from the seed, carried out once each, and over when the load is. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { FaultNemesis, planFaults, type FaultyNodes } from '../../src/net/fault-plan.ts';
import { FAULTS, LOSES_MEMORY, type Fault } from '../../src/net/fault.ts';
import { nodeNames } from '../../src/net/names.ts';

const NAMES = nodeNames(3);
const SETTINGS = { pauses: 2, crashes: 1, restarts: 3, faultMs: 100, durationMs: 1000 };

/** Nodes that note what is done to them, and a clock that the test moves. */
function world() {
  const down = new Set<string>();
  const done: string[] = [];
  let nowMs = 0;
  const due: { atMs: number; act: () => void }[] = [];
  const note = (what: string, fault: Fault, node: string): void =>
    void done.push(`${nowMs} ${what} ${fault} ${node}`);
  const nodes: FaultyNodes = {
    isUp: (node) => !down.has(node),
    begin: (fault, node) => {
      down.add(node);
      note('begin', fault, node);
    },
    end: (fault, node) => {
      down.delete(node);
      note('end', fault, node);
    },
  };
  const at = (atMs: number, act: () => void): void => void due.push({ atMs, act });
  const nemesis = new FaultNemesis(nodes, {
    nowMs: () => nowMs,
    at,
    after: (ms, act) => at(nowMs + ms, act),
  });
  const runUntil = (endMs: number): void => {
    for (;;) {
      due.sort((a, b) => a.atMs - b.atMs);
      const next = due[0];
      if (next === undefined || next.atMs > endMs) break;
      due.shift();
      nowMs = next.atMs;
      next.act();
    }
    nowMs = endMs;
  };
  return { nemesis, done, runUntil };
}

describe('a plan of faults', () => {
  it('has as many of each as the settings say, within the load, and the same for the same seed', () => {
    const plan = planFaults({}, SETTINGS, NAMES, prng(1));
    assert.deepEqual(
      plan.map(({ fault }) => fault),
      ['pause', 'pause', 'crash', 'restart', 'restart', 'restart'],
    );
    for (const { node, fromMs, lastsMs } of plan)
      assert.ok(NAMES.includes(node as never) && fromMs < 1000 && lastsMs < 200);
    assert.deepEqual(planFaults({}, SETTINGS, NAMES, prng(1)), plan);
    assert.notDeepEqual(planFaults({}, SETTINGS, NAMES, prng(2)), plan);
  });

  it('spreads them over the load, each as long as the settings say on average', () => {
    const plan = planFaults({}, { ...SETTINGS, pauses: 2000 }, NAMES, prng(1));
    const mean = (times: readonly number[]): number => times.reduce((sum, ms) => sum + ms, 0) / times.length;
    const [fromMs, lastsMs] = [mean(plan.map((one) => one.fromMs)), mean(plan.map((one) => one.lastsMs))];
    assert.ok(Math.abs(fromMs - 500) < 20 && Math.abs(lastsMs - 100) < 5, `${fromMs}, ${lastsMs}`);
    assert.deepEqual(new Set(plan.map(({ node }) => node)), new Set(NAMES));
  });

  it('lets clocks jump where the settings say so', () => {
    const calm = { ...SETTINGS, pauses: 0, crashes: 0, restarts: 0, clockJumps: 2 };
    assert.deepEqual(
      planFaults({}, calm, NAMES, prng(1)).map(({ fault }) => fault),
      ['clock_jump', 'clock_jump'],
    );
  });

  it('has what the scenario says, too, as shares of the load', () => {
    const faults = [{ fault: 'restart' as const, from: 0.25, to: 0.5 }];
    const calm = { ...SETTINGS, pauses: 0, crashes: 0, restarts: 0 };
    const [planned, ...others] = planFaults({ faults }, calm, NAMES, prng(1));
    assert.deepEqual([planned?.fault, planned?.fromMs, planned?.lastsMs], ['restart', 250, 250]);
    assert.equal(others.length, 0);
  });

  it('hurts as many nodes at once as the scenario has faults, as far as there are any', () => {
    const calm = { ...SETTINGS, pauses: 0, crashes: 0, restarts: 0 };
    const faults = (['pause', 'crash', 'restart'] as const).map((fault) => ({ fault, from: 0, to: 1 }));
    for (let seed = 0; seed < 20; seed++) {
      const hurt = planFaults({ faults }, calm, NAMES, prng(seed)).map(({ node }) => node);
      assert.deepEqual([...hurt].sort(), [...NAMES]);
      const first = planFaults({ faults: faults.slice(0, 1) }, calm, NAMES, prng(seed));
      assert.equal(first[0]?.node, hurt[0], 'the others change nothing for it');
    }
    assert.deepEqual(
      planFaults({ faults }, calm, ['n0'], prng(1)).map(({ node }) => node),
      ['n0', 'n0', 'n0'],
    );
  });
});

describe('a fault', () => {
  it('costs a node its memory where another process takes its place', () => {
    assert.deepEqual(
      FAULTS.map((fault) => `${fault} ${LOSES_MEMORY.has(fault) ? 'forgets' : 'remembers'}`),
      [
        'pause remembers',
        'crash remembers',
        'restart forgets',
        'clock_jump forgets',
        'data_restart remembers',
      ],
    );
  });
});

describe('the nemesis of nodes', () => {
  it('leaves a node alone that is down, and records what it did', () => {
    const { nemesis, done, runUntil } = world();
    nemesis.schedule([
      { fault: 'pause', node: 'n1', fromMs: 10, lastsMs: 100 },
      { fault: 'restart', node: 'n1', fromMs: 50, lastsMs: 10 },
      { fault: 'restart', node: 'n2', fromMs: 60, lastsMs: 10 },
    ]);
    runUntil(1000);
    assert.deepEqual(done, [
      '10 begin pause n1',
      '60 begin restart n2',
      '70 end restart n2',
      '110 end pause n1',
    ]);
    assert.deepEqual(
      nemesis.record.map(({ node, fromMs, toMs }) => [node, fromMs, toMs]),
      [
        ['n1', 10, 110],
        ['n2', 60, 70],
      ],
    );
  });

  it('ends all of them with the load, each once, and begins none after it', () => {
    const { nemesis, done, runUntil } = world();
    nemesis.schedule([
      { fault: 'crash', node: 'n1', fromMs: 10, lastsMs: 1000 },
      { fault: 'pause', node: 'n2', fromMs: 90, lastsMs: 10 },
    ]);
    runUntil(50);
    nemesis.endAll();
    runUntil(5000);
    assert.deepEqual(done, ['10 begin crash n1', '50 end crash n1']);
    assert.equal(nemesis.record[0]?.toMs, 50);
  });
});
