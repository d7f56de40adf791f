/** Circles of each kind are found where trying every way round finds one, and only there; what is shown is one, and a shortest. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { circlesAmong, findCycles, type Cycle } from '../../../src/check/cycles/cycles.ts';
import { EdgeList, type Label } from '../../../src/check/cycles/graph.ts';
import { cases } from '../../support/random-cases.ts';

type Edge = readonly [from: number, to: number, label: Label];

const NODES = 5;
const node = fc.nat({ max: NODES - 1 });
const data = fc.tuple(node, node, fc.constantFrom<Label>('ww', 'wr', 'rw', 'rw'));
/** Time goes one way. */
const order = fc
  .tuple(node, node, fc.constantFrom<Label>('process', 'realtime'))
  .map(([a, b, label]): Edge => [Math.min(a, b), Math.max(a, b), label]);
const graphs = fc
  .tuple(fc.array(data, { maxLength: 8 }), fc.array(order, { maxLength: 3 }))
  .map(([some, more]): Edge[] => [...some, ...more].filter(([from, to]) => from !== to));

interface Round {
  readonly nodes: readonly number[];
  readonly labels: readonly Label[];
}

/** Every way round that visits no node twice, begun at its lowest node. */
function waysRound(edges: readonly Edge[]): Round[] {
  const from = ({ nodes, labels }: Round): Round[] =>
    edges.flatMap(([source, to, label]): Round[] => {
      const [start = 0] = nodes;
      if (source !== nodes.at(-1) || to < start) return [];
      const round = { nodes: [...nodes, to], labels: [...labels, label] };
      if (to === start) return [{ nodes, labels: round.labels }];
      return nodes.includes(to) ? [] : from(round);
    });
  return Array.from({ length: NODES }, (_, start) => from({ nodes: [start], labels: [] })).flat();
}

const ORDERS: readonly (readonly Label[])[] = [[], ['process'], ['process', 'realtime']];
const DATA: readonly (readonly Label[])[] = [['ww'], ['ww', 'wr'], ['ww', 'wr', 'rw']];

function isWithin({ labels }: Pick<Round, 'labels'>, allowed: readonly Label[]): boolean {
  return labels.every((label) => allowed.includes(label));
}

function countOf(labels: readonly Label[], wanted: Label): number {
  return labels.filter((label) => label === wanted).length;
}

function hasAdjacentRw(labels: readonly Label[]): boolean {
  return labels.some((label, i) => label === 'rw' && labels.at(i - 1) === 'rw');
}

/** The name by its definition. */
function typeOf(labels: readonly Label[]): string {
  const overwritten = countOf(labels, 'rw');
  const suffix = labels.includes('realtime') ? '-realtime' : labels.includes('process') ? '-process' : '';
  if (overwritten === 1) return `G-single-item${suffix}`;
  if (overwritten > 1) return `${hasAdjacentRw(labels) ? 'G2-item' : 'G-nonadjacent-item'}${suffix}`;
  return `${labels.includes('wr') ? 'G1c' : 'G0'}${suffix}`;
}

function listOf(edges: readonly Edge[], transactions = NODES): EdgeList {
  const list = new EdgeList(transactions);
  for (const edge of edges) list.add(...edge);
  return list;
}

/** The same edges, but what is real time goes through relays: each pair through one of its own, or all from one start through one. */
function withRelays(edges: readonly Edge[]): EdgeList {
  const list = listOf(edges.filter(([, , label]) => label !== 'realtime'));
  const relays = new Map<number, number>();
  for (const [from, to, label] of edges) {
    if (label !== 'realtime') continue;
    let relay = relays.get(from);
    if (relay === undefined) {
      const [first, second] = [list.addRelay(), list.addRelay()];
      list.add(from, first, 'realtime');
      list.add(first, second, 'relay');
      relays.set(from, (relay = second));
    }
    list.add(relay, to, 'relay');
  }
  return list;
}

function assertReal({ type, transactions, labels }: Cycle, edges: readonly Edge[]): void {
  assert.equal(transactions.length, labels.length);
  assert.equal(type, typeOf(labels));
  for (const [i, label] of labels.entries()) {
    const [from, to] = [transactions[i], transactions[i + 1] ?? transactions[0]];
    assert.ok(
      edges.some(([a, b, what]) => a === from && b === to && what === label),
      `${from} → ${to} (${label})`,
    );
  }
}

describe('finding cycles', () => {
  it('decides for every kind whether there is one, by edges and through relays', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(graphs, (edges) => {
        const rounds = waysRound(edges);
        for (const list of [listOf(edges), withRelays(edges)]) {
          const { cycles, gaveUp } = findCycles(list);
          assert.ok(!gaveUp);
          for (const cycle of cycles) {
            assertReal(cycle, edges);
            seen.set(cycle.type, (seen.get(cycle.type) ?? 0) + 1);
          }
          for (const within of ORDERS.flatMap((some) => DATA.map((labels) => [...some, ...labels]))) {
            const exists = rounds.some((round) => isWithin(round, within));
            assert.equal(
              cycles.some((cycle) => isWithin(cycle, within)),
              exists,
              within.join(' '),
            );
            const isApart = (one: Pick<Round, 'labels'>): boolean =>
              isWithin(one, within) && !hasAdjacentRw(one.labels);
            assert.equal(cycles.some(isApart), rounds.some(isApart), `${within.join(' ')}, none adjacent`);
          }
          const isSingle = ({ labels }: Pick<Round, 'labels'>): boolean =>
            isWithin({ labels }, ['ww', 'wr', 'rw']) && countOf(labels, 'rw') === 1;
          assert.equal(cycles.some(isSingle), rounds.some(isSingle), 'one rw');
        }
      }),
      { numRuns: cases(3000) },
    );
    assert.ok(seen.size >= Math.min(12, cases(40)), [...seen.keys()].join(', '));
  });

  it('shows a shortest one of the gravest kind', () => {
    const writes = fc.array(fc.tuple(node, node, fc.constant<Label>('ww')), { maxLength: 12 });
    const least = (some: readonly Pick<Round, 'labels'>[]): number =>
      Math.min(...some.map(({ labels }) => labels.length));
    let choices = 0;
    fc.assert(
      fc.property(fc.oneof(graphs, { arbitrary: writes, weight: 3 }), (drawn) => {
        const edges = drawn.filter(([from, to]) => from !== to);
        const rounds = waysRound(edges).filter((round) => isWithin(round, ['ww']));
        const shown = findCycles(listOf(edges)).cycles.filter(({ type }) => type === 'G0');
        assert.equal(least(shown), least(rounds));
        if (new Set(rounds.map(({ labels }) => labels.length)).size > 1) choices++;
      }),
      { numRuns: cases(1000) },
    );
    assert.ok(choices > cases(50), `${choices} times there were a short one and a long one`);
  });

  it('shows the lost update inside a circle of many', () => {
    const around: Edge[] = Array.from({ length: 100 }, (_, i) => [i, (i + 1) % 100, 'wr'] as const);
    const { cycles } = findCycles(listOf([...around, [50, 20, 'rw'], [20, 50, 'ww']], 100));
    assert.deepEqual(
      cycles.map(({ type, transactions }) => [type, transactions.length]),
      [
        ['G1c', 71],
        ['G-single-item', 2],
      ],
    );
  });

  it('says where it gave up, and shows another circle of the same component all the same', () => {
    const ring: Edge[] = Array.from(
      { length: 30 },
      (_, i) => [i, (i + 1) % 30, i % 2 === 0 ? 'rw' : 'wr'] as const,
    );
    assert.deepEqual(findCycles(listOf(ring, 30)).gaveUp, false);
    const { cycles, gaveUp } = findCycles(listOf(ring, 30), 5);
    assert.deepEqual([cycles.map(({ type }) => type), gaveUp], [['G-nonadjacent-item'], true]);
  });

  it('gives up when it has looked at as many edges as it may, and not before', () => {
    const ring: Edge[] = Array.from(
      { length: 30 },
      (_, i) => [i, (i + 1) % 30, i === 0 ? 'rw' : 'wr'] as const,
    );
    // Behind the one that is overwritten, 29 edges lead back.
    for (const [budget, gaveUp] of [
      [28, true],
      [29, false],
    ] as const) {
      // oxfmt-ignore
      const found = findCycles(listOf(ring, 30), budget);
      assert.deepEqual([found.cycles.map(({ type }) => type), found.gaveUp], [['G-single-item'], gaveUp]);
    }
  });

  it('takes long chains without running out of stack', () => {
    const length = cases(50_000);
    const chain: Edge[] = Array.from({ length }, (_, i) => [i, i + 1, 'wr'] as const);
    assert.deepEqual(circlesAmong(listOf(chain, length + 1)), []);
    assert.equal(
      findCycles(listOf([...chain, [length, 0, 'rw']], length + 1)).cycles[0]?.type,
      'G-single-item',
    );
  });
});

describe('finding circles, whatever they say', () => {
  it('shows one of each component, in order, and a shortest', () => {
    const ring = (nodes: readonly number[]): Edge[] =>
      nodes.map((from, i) => [from, nodes[(i + 1) % nodes.length] ?? 0, 'process']);
    const long = Array.from({ length: 60 }, (_, i) => 59 - i);
    const circles = circlesAmong(listOf([...ring(long), ...ring([61, 62, 63, 64]), [63, 61, 'ww']], 70));
    const begunLowest = circles.map((nodes) => {
      const at = nodes.indexOf(Math.min(...nodes));
      return [...nodes.slice(at), ...nodes.slice(0, at)];
    });
    assert.deepEqual(begunLowest.sort(([a = 0], [b = 0]) => a - b), [
      [0, ...long.slice(0, -1)],
      [61, 62, 63],
    ]); // oxfmt-ignore
  });
});
