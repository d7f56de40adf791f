/**
 * A workload is one new file and one line, for its clients and for the node. Nothing else in the source may know one by its name,
 * but for the commands that run the node under Maelstrom, and the exercises: those are Maelstrom's names.
 */

import assert from 'node:assert/strict';
import { OUR_WORKLOADS, WORKLOADS, workloadOf } from '../../src/load/workloads.ts';
import { OPS } from '../../src/observe/metrics/metric-catalogue.ts';
import { WORKLOAD_NAMES, workloadOf as servedBy } from '../../src/workload/workloads.ts';
import { filesUnder } from '../architecture/source.ts';

const BY_MAELSTROMS_NAMES = ['src/bin/node/maelstrom-commands.ts', 'src/bin/exercise/exercises.ts'];

describe('workloads', () => {
  it('are those that a node serves, and those of nodes that promise more', () => {
    assert.deepEqual(OUR_WORKLOADS, WORKLOAD_NAMES);
    for (const name of OUR_WORKLOADS) {
      assert.equal(workloadOf({ workload: name }).name, name);
      assert.equal(servedBy(name).name, name);
    }
  });

  it('are each named in one place by their clients, and in one by the node', () => {
    // Quoted, as a name is, or as the last part of an import.
    const name = /['"`/]unique-ids(?:\.ts)?['"`]/;
    const code = (line: string): boolean => !/^\s*(\/?\*|\/\/)/.test(line);
    const places = filesUnder('src')
      .filter(({ path }) => !BY_MAELSTROMS_NAMES.includes(path))
      .flatMap(({ path, text }) =>
        text
          .split('\n')
          .filter((line) => name.test(line) && code(line))
          .map((line) => `${path}: ${line.trim()}`),
      );
    assert.deepEqual(places, [
      "src/load/workloads/unique-ids.ts: import { UniqueIdsChecker } from '../../check/workloads/unique-ids.ts';",
      "src/load/workloads/unique-ids.ts: name: 'unique-ids',",
      "src/load/workloads.ts: import { uniqueIds } from './workloads/unique-ids.ts';",
      "src/workload/services/unique-ids.ts: name: 'unique-ids',",
      "src/workload/workloads.ts: import { uniqueIds } from './services/unique-ids.ts';",
    ]);
  });

  it('have requests that the metrics know', () => {
    const known = new Set<string>(OPS);
    for (const name of OUR_WORKLOADS) {
      for (const type of Object.keys(servedBy(name).open().handlers)) assert.ok(known.has(type), type);
    }
  });

  it('have clients that wait as long as those of Maelstrom: of lin-kv, less than others', () => {
    const waiting = WORKLOADS.filter((workload) => workloadOf({ workload }).timeoutMs !== undefined);
    assert.deepEqual(waiting, ['lin-kv']);
    const { timeoutMs } = workloadOf({ workload: 'lin-kv' });
    assert.deepEqual([timeoutMs?.(0), timeoutMs?.(100), timeoutMs?.(250)], [1_000, 1_000, 2_500]);
  });

  it('say how their state is read, each in one way, or judge their answers themselves', () => {
    for (const workload of WORKLOADS) {
      const { state, readAll, registers, checker } = workloadOf({ workload });
      assert.equal(readAll !== undefined, state === 'whole');
      if (registers !== undefined) assert.equal(state, 'keys');
      assert.ok(checker !== undefined || registers !== undefined, 'somebody judges the answers');
    }
  });
});
