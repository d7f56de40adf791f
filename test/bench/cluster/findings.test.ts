/** What nodes sent that nobody asked for: counted by node and kind, each with its first line, and nobody is blamed for a full pipe. */

import assert from 'node:assert/strict';
import { isStarved, longestWaitMs } from '../../../src/bench/cluster/cpu-time.ts';
import type { RequestClient } from '../../../src/bench/clients/request-client.ts';
import { Findings, findingText, FLOOD_MESSAGES } from '../../../src/bench/cluster/findings.ts';
import type { Router } from '../../../src/bench/cluster/router.ts';
import { Silence } from '../../../src/bench/cluster/silence.ts';

describe('findings', () => {
  it('name the node, how often it was seen, the first line, and the request', () => {
    const findings = new Findings();
    const request = { type: 'read', key: 'x' };
    for (const line of ['{"first":1}', '{"second":2}'])
      findings.add({ kind: 'again', node: 'n1', dest: 'c7', line, request });
    findings.add({ kind: 'unasked', node: 'n2', dest: 'c7', line: '{}' });
    assert.deepEqual(findings.list().map(findingText), [
      'n1 answered requests again, 2 times, e.g. {"first":1} to {"type":"read","key":"x"}',
      'n2 sent clients what answers nothing that was asked, once, e.g. {}',
    ]);
  });

  it('say why, where the line does not show it, and who answered for another', () => {
    const findings = new Findings();
    const why = '"version" does not belong in it';
    findings.add({ kind: 'misshapen_topology', node: 'n1', dest: '', line: '{}', why });
    findings.add({ kind: 'forestalled', node: 'n2', dest: 'c7', line: '{}', request: { type: 'read' } });
    assert.deepEqual(findings.list().map(findingText), [
      'n1 answered `topology` in a form that no client of Maelstrom takes, once, e.g. {}: "version" does not belong in it',
      'n2 answered requests that other nodes were asked, which answered them, too, once, e.g. {} to {"type":"read"}',
    ]);
  });

  it('tell what nobody would notice from the rest', () => {
    const findings = new Findings();
    for (const isOverlooked of [true, false, true])
      findings.add({ kind: 'again', node: 'n1', dest: 'c7', line: '{}', isOverlooked });
    assert.deepEqual(
      findings.list().map(({ isOverlooked, count }) => [isOverlooked, count]),
      [
        [true, 2],
        [false, 1],
      ],
    );
  });

  it('name who does not exist, and who does not serve it', () => {
    const findings = new Findings();
    findings.add({ kind: 'to_nobody', node: 'n0', dest: 'x\u001b[31m', line: '{"dest":"\\u001b"}' });
    findings.add({ kind: 'unserved', node: 'n0', dest: 'lin-tso', line: '{}' });
    assert.deepEqual(findings.list().map(findingText), [
      'n0 sent messages to nobody (x\ufffd[31m), once, e.g. {"dest":"\ufffd"}',
      'n0 asked a service for what it does not serve, and gets no answer (lin-tso), once, e.g. {}',
    ]);
  });

  it('call it a flood only where it is one', () => {
    const findings = new Findings();
    const flood = { kind: 'flood', node: 'n1', dest: 'n2', line: '{"type":"x"}' } as const;
    for (let i = 1; i < FLOOD_MESSAGES; i++) findings.add(flood);
    assert.deepEqual(findings.list(), []);
    findings.add(flood);
    assert.match(
      findings.list().map(findingText).join(),
      /^n1 sent far more than was read, 100000 times, e\.g\./,
    );
  });
});

describe('the wait for a processor', () => {
  const time = (waitedMs: number, turns: number) => ({ ranMs: 1, waitedMs, turns });

  it('is that of the node that waited longest, for each of its turns since then', () => {
    const before = new Map([
      ['n0', time(100, 50)],
      ['n1', time(100, 50)],
    ]);
    const after = new Map([
      ['n0', time(200, 150)],
      ['n1', time(600, 150)],
    ]);
    assert.equal(longestWaitMs(before, after), 5);
  });

  it('begins anew where a node was started again, and says nothing of a few turns', () => {
    assert.equal(longestWaitMs(new Map([['n0', time(900, 500)]]), new Map([['n0', time(40, 20)]])), 2);
    assert.equal(longestWaitMs(new Map(), new Map([['n0', time(40, 19)]])), undefined);
    assert.equal(longestWaitMs(new Map(), new Map()), undefined);
  });
});

describe('a node that says nothing', () => {
  const before = { ranMs: 100, waitedMs: 50 };

  it('starves where it waits for a processor, and hangs where it runs or sleeps', () => {
    assert.ok(isStarved(before, { ranMs: 300, waitedMs: 6_050 }, 10_000));
    assert.ok(!isStarved(before, { ranMs: 10_000, waitedMs: 100 }, 10_000), 'it runs in a circle');
    assert.ok(!isStarved(before, { ranMs: 4_100, waitedMs: 6_000 }, 10_000), 'so it does beside others');
    assert.ok(!isStarved(before, { ranMs: 101, waitedMs: 51 }, 10_000), 'it sleeps');
  });

  /** What is said of a node that was last heard at 0, by a bench that looks every so often, and for which something is due. */
  function blamed({
    untilMs,
    everyMs = 100,
    dueMs = Infinity,
  }: {
    untilMs: number;
    everyMs?: number;
    dueMs?: number;
  }): string | undefined {
    let nowMs = 0;
    let said: string | undefined;
    const router = {
      lastHeardMs: new Map([['n1', 0]]),
      traffic: { flooderOf: () => undefined },
      timetable: { nextDueMs: dueMs },
    } as unknown as Router;
    const asked = { body: { type: 'read' }, id: 3, address: 'c5', sentAtMs: 0 };
    const load = { oldestUnanswered: () => asked } as unknown as RequestClient;
    const fail = (node: string, what: string): void => void (said ??= `${node} ${what}`);
    const silence = new Silence({ router, load, now: () => nowMs, cpuTimeOf: () => undefined, fail });
    for (; nowMs < untilMs; nowMs += everyMs) {
      silence.begin();
      silence.look('n1', 0, 0);
    }
    return said;
  }

  it('hangs after ten seconds, and what it was asked is named', () => {
    assert.equal(blamed({ untilMs: 10_000 }), undefined);
    assert.equal(
      blamed({ untilMs: 11_000 }),
      'n1 hangs: it has printed nothing for 10 s while requests wait, the oldest of them `read` (msg_id 3 of c5), sent 10.1 s ago.',
    );
  });

  it('is not to blame while the bench itself is late, and after a minute the machine is', () => {
    const late = [{ everyMs: 1_500 }, { dueMs: -2_000 }];
    for (const how of late) {
      assert.equal(blamed({ untilMs: 59_000, ...how }), undefined);
      assert.match(
        blamed({ untilMs: 63_000, ...how }) ?? '',
        /^n1 was not heard for 6\d s while requests wait, .*, but the bench itself was late meanwhile\. The machine is too busy/,
      );
    }
  });
});
