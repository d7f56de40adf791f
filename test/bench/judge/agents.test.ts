/** What carrying lines to agents and back lost is a problem of the run, and so is an agent that was lost: nothing of it is hidden. */

import assert from 'node:assert/strict';
import type { AgentAccount, AgentsAccount } from '../../../src/bench/agents/account.ts';
import { judge } from '../../../src/bench/judge/judge.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { RunSchema } from '../../../src/report/schema/run-schema.ts';
import { changed, evidence, faultsOf, NODES, STARTED_MS, type Changes } from './evidence.ts';

const NO_TIMES = { p50: 0, p99: 0, max: 0 };
const SOUND: AgentAccount = {
  ...{ name: 'a1', host: 'here', cpus: 2, nodes: NODES, clock: { offsetMs: 0, boundMs: 0.1 } },
  ...{ roundTripMs: NO_TIMES, thereMs: NO_TIMES, backMs: NO_TIMES },
  linesToNodes: { sent: 40, arrived: 40 },
  linesFromNodes: { sent: 60, arrived: 60 },
  ...{ missing: { there: 0, back: 0 }, gone: undefined },
};

async function judged(agents: Partial<AgentsAccount>, changes: Changes = {}): Promise<Run> {
  const account = { agents: [SOUND], gaps: [], farthestMs: 0.2, ...agents };
  const run = judge(
    await evidence({ ...changes, evidence: (one) => ({ ...changes.evidence?.(one), agents: account }) }),
  );
  return RunSchema.parse(run);
}

function rowsOf(run: Run): [string, boolean][] {
  return run.audit.filter(({ what }) => what.startsWith('lines')).map(({ what, agrees }) => [what, agrees]);
}

describe('the verdict on a run on agents', () => {
  it('is good where every line came', async () => {
    const run = await judged({});
    assert.deepEqual([run.problems, run.warnings], [[], []]);
    assert.deepEqual(rowsOf(run), [
      ['lines that agents got for nodes', true],
      ['lines that agents read from nodes', true],
    ]);
    assert.equal(run.agents?.[0]?.name, 'a1');
  });

  it('names the node whose lines were dropped, and the audit differs', async () => {
    const agents = [
      {
        ...SOUND,
        linesToNodes: { sent: 40, arrived: 38 },
        linesFromNodes: { sent: 60, arrived: 59 },
        missing: { there: 1, back: 1 },
      },
    ];
    const run = await judged({ agents, gaps: [{ node: 'n2', agent: 'a1', toNode: 2, fromNode: 1 }] });
    assert.deepEqual(run.problems, [
      'NATS dropped lines of n2 (agent a1): 2 on their way to it, 1 on their way from it',
      'audit: lines that agents got for nodes: the nodes report 38, outside it is 40',
      'audit: lines that agents read from nodes: the nodes report 60, outside it is 59',
    ]);
    assert.deepEqual(run.warnings, ['NATS dropped 2 messages between the bench and agent a1']);
  });

  it('excuses what failed at nodes that went with their agent, and names it', async () => {
    const goneMs = STARTED_MS + 500;
    const gone = { atMs: goneMs, why: 'was not heard of for 5 s' };
    const agents = [
      { ...SOUND, nodes: ['n1', 'n2'] },
      { ...SOUND, name: 'a2', nodes: ['n3'], gone },
    ];
    const run = await judged(
      { agents },
      {
        evidence: ({ cuts }) => ({
          cuts: cuts.filter(({ name }) => name !== 'n3'),
          nodeFaults: faultsOf({
            lostAtMs: new Map([['n3', goneMs]]),
            lifeStarts: new Map([['n3', Infinity]]),
          }),
        }),
        operations: ([first, ...others]) =>
          first === undefined
            ? others
            : [
                ...others,
                changed(first, {
                  node: 'n3',
                  kind: 'read',
                  invokedAtMs: goneMs + 1,
                  completedAtMs: undefined,
                  timedOut: true,
                }),
              ],
      },
    );
    assert.match(
      run.problems[0] ?? '',
      /^agent a2 \(here\) was not heard of for 5 s, from 0\.5 s into the load on, and its nodes n3 were down from then: 1 operations at them failed$/,
    );
    assert.deepEqual([run.availability?.failed, run.availability?.whileDown], [0, 1]);
    assert.equal(run.agents?.[1]?.gone?.atMs, 500);
  });

  it('warns of clocks that are far apart, and allows for them', async () => {
    const late = (timesMs: readonly number[]): number[] => timesMs.map((ms) => ms + 900);
    const near = await judged({}, { timesMs: late });
    assert.ok(near.problems.some((text) => text.startsWith('audit: convergence')));
    const far = await judged(
      { farthestMs: 1000, agents: [{ ...SOUND, clock: { offsetMs: 999, boundMs: 1 } }] },
      { timesMs: late },
    );
    assert.deepEqual(far.problems, []);
    assert.match(far.warnings[0] ?? '', /may be 1000\.0 ms apart.*let NTP set them/);
  });

  it('names the direction in which lines were dropped, and no other', async () => {
    const gap = { node: 'n2', agent: 'a1' };
    const gaps = [
      { ...gap, toNode: 2, fromNode: 0 },
      { ...gap, toNode: 0, fromNode: 1 },
    ];
    assert.deepEqual((await judged({ gaps })).problems, [
      'NATS dropped lines of n2 (agent a1): 2 on their way to it',
      'NATS dropped lines of n2 (agent a1): 1 on their way from it',
    ]);
  });

  it('counts what failed at the nodes of the agent that was lost, and at no others', async () => {
    const gone = { atMs: STARTED_MS, why: 'was not heard of for 5 s' };
    const lost = new Map([
      ['n2', STARTED_MS],
      ['n3', STARTED_MS],
    ]);
    const failing = (node: string) => ({ node, completedAtMs: undefined, timedOut: true });
    const run = await judged(
      { agents: [{ ...SOUND, nodes: ['n2', 'n3'], gone }] },
      {
        evidence: ({ cuts }) => ({
          cuts: cuts.filter(({ name }) => name === 'n1'),
          // The run had n1 down, too, but not by this agent.
          faults: [{ fault: 'crash', node: 'n1', fromMs: 0, toMs: 60_000 }],
          nodeFaults: faultsOf({
            lostAtMs: lost,
            lifeStarts: new Map([
              ['n2', Infinity],
              ['n3', Infinity],
            ]),
          }),
        }),
        operations: ([a, b, c, ...others]) => [
          ...others,
          ...[a, b, c].flatMap((op, i) => (op === undefined ? [] : changed(op, failing(`n${i + 1}`)))),
        ],
      },
    );
    assert.match(run.problems[0] ?? '', /and its nodes n2 n3 were down from then: 2 operations/);
    assert.deepEqual(run.agents?.[0]?.nodes, ['n2', 'n3']);
    assert.deepEqual(
      run.nodes.map(({ name }) => name),
      ['n1', 'n2', 'n3'],
    );
  });

  it('takes clocks for far apart beyond 5 ms, and says whether they or NATS are to blame', async () => {
    const warnings = async (farthestMs: number, offsetMs: number): Promise<string[]> =>
      (await judged({ farthestMs, agents: [{ ...SOUND, clock: { offsetMs, boundMs: 1 } }] })).warnings;
    assert.deepEqual(await warnings(5, 9), []);
    assert.match((await warnings(5.1, -5.1)).join(), /may be 5\.1 ms apart.*: let NTP set them$/);
    assert.match(
      (await warnings(5.1, 5)).join(),
      /: they cannot be told more closely through NATS as busy as it is$/,
    );
  });
});
