/** A fault of each kind is planted in a run, and the simulator's verdict has to name it: a verdict is worth what it finds. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../src/core/events.ts';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import type { WireEntry } from '../../src/protocol/gossip.ts';
import { toWire } from '../../src/protocol/value-text.ts';
import type { JsonText } from '../../src/protocol/names.ts';
import { judge } from '../../src/simulate/judge/judge.ts';
import { Simulation } from '../../src/simulate/simulation.ts';
import { runOf, settingsWith, type Changes } from './settings.ts';

const SMALL: Changes = { nodes: 4, keys: 3, ratePerSec: 200, readRatio: 0.5, durationMs: 1000, latencyMs: 5 };

type EventType = NodeEvent['type'];
type EventOf<T extends EventType> = Extract<NodeEvent, { readonly type: T }>;

/** What is wrong with a run, one problem a line. */
function problems(watch: (simulation: Simulation) => void, changes: Changes = {}): string {
  return runOf({ ...SMALL, ...changes }, 'partition', watch).problems.join('\n');
}

/** A run in which one node tells of its third event of that kind what `tell` makes of it. */
function lying<T extends EventType>(
  type: T,
  tell: (event: EventOf<T>) => readonly NodeEvent[],
  changes: Changes = {},
): string {
  let seen = 0;
  return problems((simulation) => {
    const stepped = simulation.stepped.bind(simulation);
    simulation.stepped = (node, input, step, now, asked) => {
      const events = step.events.flatMap((event) =>
        node.name === 'n3' && event.type === type && ++seen === 3 ? tell(event as EventOf<T>) : [event],
      );
      stepped(node, input, { ...step, events }, now, asked);
    };
  }, changes);
}

/** A run in which all is well, but for what happens to its replicas before they are looked at. */
function afterwards(harm: (simulation: Simulation) => void): ReturnType<typeof judge> {
  const simulation = new Simulation(settingsWith(SMALL), scenarioNamed('partition') ?? assert.fail());
  simulation.runThrough();
  harm(simulation);
  return judge(simulation, false);
}

describe('the simulator finds what a node tells wrongly', () => {
  it('and nothing where it tells the truth', () => {
    assert.equal(
      lying('applied', (event) => [event]),
      '',
    );
    assert.deepEqual(afterwards(() => undefined).problems, []);
  });

  const more = (by: number) => (event: EventOf<'converged'>) => [
    { ...event, convergenceMs: event.convergenceMs + by },
  ];
  it('a convergence time, too long or too short', () => {
    for (const by of [1, -1]) {
      const found = lying('converged', more(by));
      assert.match(found, /n3 reports that n3#\w+ \d+ converged after [\d.]+ ms, but it was after/);
      assert.match(found, /audit: convergence mean \(ms\)/);
    }
  });

  it('a convergence of which it has not to tell: twice, or of a write of another node', () => {
    const twice = lying('converged', (event) => [event, event]);
    assert.match(twice, /n3 reports the convergence of n3#\w+ \d+, which it has not to report/);
    const origin = 'n1#1' as EventOf<'converged'>['dot']['origin'];
    const foreign = lying('converged', (event) => [{ ...event, dot: { origin, seq: event.dot.seq } }]);
    assert.match(foreign, /n3 reports the convergence of n1#1 \d+, which it has not to report/);
  });

  it('a propagation time', () => {
    const found = lying('applied', (event) => [{ ...event, propagationMs: event.propagationMs + 1 }]);
    assert.match(found, /n3 reports a propagation of n\d#\w+ \d+ of [\d.]+ ms, it took/);
    assert.match(found, /audit: propagation mean \(ms\)/);
  });

  it('a change of which it says nothing', () => {
    assert.match(
      lying('applied', () => []),
      /n3 took up \d+ n\d#\w+ and did not say so/,
    );
  });

  it('how stale a read was: the age, the depth', () => {
    for (const wrong of [{ ageMs: 0.5 }, { versions: 99 }]) {
      const found = lying('staleness', (event) => [{ ...event, ...wrong }], { latencyMs: 50 });
      assert.match(found, /n3 tells wrongly of its stale reads/);
    }
  });

  it('a stale read that is counted and not told, or told and not counted', () => {
    const untold = lying('staleness', () => [], { latencyMs: 50 });
    assert.match(untold, /had not settled .* 1 stale reads are not told in full/);
    const uncounted = lying('stale_read', () => [], { latencyMs: 50 });
    assert.match(uncounted, /had not settled .* -1 stale reads are not told in full/);
  });

  it('the count of reads, and of writes', () => {
    assert.match(
      lying('read', () => []),
      /audit: reads: the nodes report \d+, it is \d+/,
    );
    assert.match(
      lying('accepted', () => []),
      /n3 did not accept a write/,
    );
  });

  it('how many writes are pending, and its lag', () => {
    const count = lying('pending', (event) => [{ ...event, count: event.count + 1 }]);
    assert.match(count, /n3 reports \d+ pending writes and a lag of \d+, they are/);
    const lag = lying('pending', (event) => [{ ...event, lagMax: event.lagMax + 1 }]);
    assert.match(lag, /n3 reports \d+ pending writes and a lag of \d+, they are/);
  });

  it('redundancy: how many entries came', () => {
    const duplicates: Changes = { duplicateRatio: 0.5 };
    const found = lying('received', ({ count, ...event }) => [{ ...event, count: count + 1 }], duplicates);
    assert.match(found, /audit: entries received: the nodes report \d+, it is \d+/);
    assert.match(
      lying('received', () => [], duplicates),
      /audit: entries received/,
    );
  });

  it('faults of its own, and inputs that it refused', () => {
    const fault = lying('applied', (event) => [event, { type: 'fault', text: 'broken' }]);
    assert.match(fault, /n3 has a fault: broken/);
    const rejected = lying('applied', (event) => [
      event,
      { type: 'rejected', reason: 'malformed', text: 'odd' },
    ]);
    assert.match(rejected, /n3 rejected an input: odd/);
  });

  it('messages, by kind, and bytes', () => {
    const counting = (change: (kind: 'ack' | 'digest', bytes: number) => [string, number]): string => {
      let seen = 0;
      return problems(({ account }) => {
        const message = account.message.bind(account);
        account.message = (direction, sent, bytes) => {
          const { type } = sent.body;
          if (direction !== 'sent' || type !== 'ack' || ++seen !== 5) {
            message(direction, sent, bytes);
            return;
          }
          const [kind, counted] = change(type, bytes);
          message(direction, { ...sent, body: { ...sent.body, type: kind as typeof type } }, counted);
        };
      });
    };
    assert.match(
      counting((kind, bytes) => [kind, bytes + 1]),
      /^audit: bytes sent: the nodes report \d+, it is \d+$/,
    );
    const kinds = counting((_, bytes) => ['rumor', bytes]);
    assert.match(
      kinds,
      /audit: messages sent: ack: .*\naudit: messages sent: rumor: the nodes report 1, it is 0/,
    );
  });
});

describe('the simulator finds what a replica holds wrongly', () => {
  for (const node of [0, 1, 2, 3])
    for (const place of [0, -1])
      it(`an older version of ${place === 0 ? 'the first' : 'the last'} key, at n${node}`, () => {
        let key = '';
        const run = afterwards(({ cluster, truth }) => {
          const written = [...truth.keys.values()].at(place) ?? assert.fail();
          key = JSON.stringify(written.key);
          const { replica } = cluster.nodes[node]?.server ?? assert.fail();
          assert.ok(replica !== undefined);
          const versionOf = replica.versionOf.bind(replica);
          const [older] = written.writes;
          const dot = older as unknown as ReturnType<typeof versionOf>;
          replica.versionOf = (name) => (name === written.key ? dot : versionOf(name));
        });
        assert.deepEqual(run.finalState?.disagreeing.examples, [key]);
        assert.ok(run.finalState.lost.count > 0);
        const found = run.problems.join('\n');
        assert.match(found, new RegExp(`n${node} went back on key ${key}`));
        assert.match(found, new RegExp(`n${node} claims to hold n\\d#\\w+ \\d+ of key ${key}, and does not`));
        assert.match(found, /acknowledged writes are lost, e\.g\. .*\nreplicas differ on 1 keys/);
      });

  it('a write that is lost everywhere', () => {
    const { problems: found } = afterwards(({ cluster, truth }) => {
      const [lost] = truth.keys.keys();
      for (const { server } of cluster.nodes) {
        const replica = server.replica ?? assert.fail();
        const versionOf = replica.versionOf.bind(replica);
        replica.versionOf = (name) => (name === lost ? undefined : versionOf(name));
      }
    });
    assert.match(found.join('\n'), /n0 claims to hold .*, and does not/);
  });

  it('a version that it took up unseen', () => {
    const { problems: found } = afterwards(({ cluster, truth }) => {
      const [key] = truth.keys.keys();
      const replica = cluster.nodes[3]?.server.replica ?? assert.fail();
      const versionOf = replica.versionOf.bind(replica);
      replica.versionOf = (name) => {
        const held = versionOf(name);
        return held && name === key ? { origin: held.origin, clockUs: held.clockUs + 1 } : held;
      };
    });
    assert.match(found.join('\n'), /n3 took up \d+ n\d#\w+ unseen/);
  });

  it('a value that changed while it lay there', () => {
    for (const place of [0, -1]) {
      const { problems: found } = afterwards(({ cluster, truth }) => {
        const key = [...truth.keys.keys()].at(place);
        const replica = cluster.nodes[3]?.server.replica ?? assert.fail();
        const peek = replica.peek.bind(replica);
        replica.peek = (name) => (name === key ? ('"rotten"' as JsonText) : peek(name));
      });
      assert.match(found.join('\n'), /n3 holds a value of key .* that nobody wrote there/);
    }
  });

  it('a value that changed on its way', () => {
    let arrived = 0;
    const rotten = (entry: WireEntry): WireEntry => {
      const writes = entry[5].map((write) =>
        write.length === 2 && ++arrived === 5 ? ([write[0], toWire('"rotten"' as JsonText)] as const) : write,
      );
      return entry.with(5, writes) as unknown as WireEntry;
    };
    const found = problems(({ cluster }) => {
      const server = cluster.nodes[3]?.server ?? assert.fail();
      const step = server.step.bind(server);
      server.step = (input, now) => {
        if (input.type !== 'gossip' || input.body.entries === undefined) return step(input, now);
        return step({ ...input, body: { ...input.body, entries: input.body.entries.map(rotten) } }, now);
      };
    });
    assert.match(found, /n3 holds a value of key .* that nobody wrote there/);
  });
});
