/** Each partition shape for every size of cluster: who hears whom is checked against the shape's definition. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { prng } from '../../src/base/prng.ts';
import { nodeNames } from '../../src/net/names.ts';
import {
  makePartition,
  PARTITION_SHAPES,
  together,
  type Partition,
  type PartitionShape,
} from '../../src/net/partition.ts';

/** Whom `node` hears, itself included. */
function hears(partition: Partition, nodes: readonly string[], node: string): string[] {
  return nodes.filter((src) => !partition.blocks(src, node));
}

/** Runs a check for sizes 3 to 30 and any seed. */
function forAllCuts(shape: PartitionShape, check: (nodes: string[], partition: Partition) => void): void {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 30 }), fc.integer(), (count, seed) => {
      check(nodeNames(count), makePartition(shape, nodeNames(count), prng(seed)));
    }),
  );
}

/** The sides of a cut, smallest first; fails unless those who hear each other hear the same nodes. */
function sides(nodes: readonly string[], partition: Partition): string[][] {
  const bySide = new Map(nodes.map((node) => [hears(partition, nodes, node).join(), node]));
  const groups = [...bySide.values()].map((node) => hears(partition, nodes, node));
  assert.equal(groups.flat().length, nodes.length, 'no node is on two sides');
  return groups.sort((a, b) => a.length - b.length);
}

describe('a partition', () => {
  it('into halves splits the sorted nodes, the smaller half first', () => {
    forAllCuts('halves', (nodes, partition) => {
      const half = Math.floor(nodes.length / 2);
      const [small, large] = sides(nodes.toSorted(), partition);
      assert.deepEqual([small?.length, large?.length], [half, nodes.length - half]);
    });
    assert.equal(
      makePartition('halves', ['n5', 'n3', 'n1', 'n2', 'n4'], prng(0)).groupsText,
      'n1 n2 | n3 n4 n5',
    );
  });

  it('one way lets through what one side sends, and nothing of what the other sends to it', () => {
    forAllCuts('one-way', (nodes, partition) => {
      const [deaf = []] = nodes
        .map((node) => hears(partition, nodes, node))
        .sort((a, b) => a.length - b.length);
      assert.ok(deaf.length > 0 && deaf.length < nodes.length);
      for (const node of nodes)
        assert.deepEqual(hears(partition, nodes, node), deaf.includes(node) ? deaf : nodes, node);
    });
  });

  it('is one with others that are in force: what any of them blocks, and whom each of them cuts', () => {
    const [first, second] = (['halves', 'isolated'] as const).map((shape, i) =>
      makePartition(shape, nodeNames(4), prng(i)),
    );
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(together([]), undefined);
    assert.equal(together([first]), first, 'alone it stays as it is');
    const both = together([first, second]);
    assert.equal(both?.groupsText, `${first.groupsText}, and ${second.groupsText}`);
    for (const src of nodeNames(4))
      for (const dest of nodeNames(4))
        assert.equal(both.blocks(src, dest), first.blocks(src, dest) || second.blocks(src, dest));
  });

  it('isolates one node', () => {
    forAllCuts('isolated', (nodes, partition) => {
      assert.deepEqual(
        sides(nodes, partition).map((side) => side.length),
        [1, nodes.length - 1],
      );
    });
  });

  it('cuts at random into two sides, of every size', () => {
    const sizes = new Set<number>();
    forAllCuts('random', (nodes, partition) => {
      assert.equal(sides(nodes, partition).length, 2);
    });
    for (let seed = 0; seed < 200; seed++) {
      const nodes = nodeNames(5);
      sizes.add(hears(makePartition('random', nodes, prng(seed)), nodes, 'n1').length);
    }
    assert.deepEqual([...sizes].sort(), [1, 2, 3, 4]);
  });

  it('in a ring lets each node hear a majority, no two the same, and cuts every node off from some', () => {
    forAllCuts('ring', (nodes, partition) => {
      const n = nodes.length;
      const majority = Math.floor(n / 2) + 1;
      const heard = nodes.map((node) => hears(partition, nodes, node));
      const needless = n % 4 === 3 && n > 3 ? 1 : 0;
      for (const [i, group] of heard.entries()) {
        assert.equal(group.length, majority + needless);
        assert.ok(group.length < n && group.includes(nodes[i] ?? ''));
      }
      assert.equal(new Set(heard.map((group) => group.join())).size, n);
    });
  });

  it('in a ring of more than three cuts both ways', () => {
    forAllCuts('ring', (nodes, partition) => {
      if (nodes.length === 3) return;
      for (const a of nodes) {
        for (const b of nodes) assert.equal(partition.blocks(a, b), partition.blocks(b, a));
      }
    });
  });

  it('depends on the seed and on the set of nodes, not on their order', () => {
    const grid = (partition: Partition): boolean[] =>
      nodeNames(9).flatMap((a) => nodeNames(9).map((b) => partition.blocks(a, b)));
    for (const shape of PARTITION_SHAPES) {
      const once = makePartition(shape, nodeNames(9), prng(5));
      const again = makePartition(shape, nodeNames(9).reverse(), prng(5));
      assert.deepEqual(grid(once), grid(again));
      assert.equal(once.groupsText, again.groupsText);
    }
  });

  it('never blocks a stranger, nor a node from itself', () => {
    for (const shape of PARTITION_SHAPES) {
      const partition = makePartition(shape, nodeNames(5), prng(1));
      for (const node of nodeNames(5)) {
        assert.ok(!partition.blocks('c1', node) && !partition.blocks(node, 'c1'));
        assert.ok(!partition.blocks(node, node));
      }
    }
  });

  it('names its groups in a line, with ten thousand nodes too', () => {
    for (const shape of PARTITION_SHAPES) {
      assert.ok(makePartition(shape, nodeNames(10_000), prng(1)).groupsText.length < 300);
    }
    assert.match(
      makePartition('ring', nodeNames(5), prng(1)).groupsText,
      /each of the ring (n\d ?){5} hears 2 others/,
    );
  });

  it('says who hears how many, and which way it is cut', () => {
    const text = (shape: PartitionShape, count: number): string =>
      makePartition(shape, nodeNames(count), prng(1)).groupsText;
    assert.match(text('one-way', 4), /^(n\d ?)+ → (n\d ?)+$/);
    assert.match(text('isolated', 4), /^n\d \| n\d n\d n\d$/);
    for (const [count, heard] of [
      [3, 1],
      [4, 2],
      [6, 3],
      [9, 4],
    ] as const)
      assert.match(text('ring', count), new RegExp(`hears ${heard} others$`));
  });

  it('in a ring of three lets each hear the one before it in the ring', () => {
    const partition = makePartition('ring', nodeNames(3), prng(1));
    const ring = partition.groupsText.match(/n\d/g) ?? [];
    for (const [i, node] of ring.entries())
      assert.deepEqual(new Set(hears(partition, ring, node)), new Set([node, ring[(i + 2) % 3]]));
  });

  it('refuses clusters too small for it, and says what to do', () => {
    assert.throws(() => makePartition('halves', ['n1'], prng(1)), /needs at least 2 nodes, got 1: add nodes/);
    assert.throws(() => makePartition('ring', nodeNames(2), prng(1)), /ring needs at least 3 nodes, got 2/);
  });
});
