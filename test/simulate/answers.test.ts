/** What nodes answer is judged in the simulator, too: every workload is drawn, and an answer that breaks its rule fails the run. */

import assert from 'node:assert/strict';
import { Verbatim, type ReplyBody } from '../../src/protocol/envelope.ts';
import { type JsonText } from '../../src/protocol/names.ts';
import type { Run } from '../../src/report/schema/run-schema.ts';
import { OUR_WORKLOADS } from '../../src/load/workloads.ts';
import { draw, runOnce, swarm } from '../../src/simulate/swarm.ts';
import { ElementSet } from '../../src/workload/services/element-set.ts';
import { runOf, type Changes } from './settings.ts';

/** A run in which one node's answers are changed on their way. */
function tampered(changes: Changes, tamper: (body: ReplyBody) => ReplyBody): Run {
  return runOf({ durationMs: 1000, nodes: 3, keys: 3, ...changes }, 'partition', ({ cluster }) => {
    const server = cluster.nodes[1]?.server;
    assert.ok(server !== undefined);
    const step = server.step.bind(server);
    server.step = (...args) => {
      const done = step(...args);
      const sends = done.sends.map((message) =>
        message.kind === 'reply' ? { ...message, body: tamper(message.body) } : message,
      );
      return { ...done, sends };
    };
  });
}

const verbatim = (value: unknown): Verbatim => new Verbatim(JSON.stringify(value) as JsonText);

describe('the answers of simulated nodes', () => {
  const faults: readonly (readonly [Changes, rule: RegExp, tamper: (body: ReplyBody) => ReplyBody])[] = [
    ...(['broadcast', 'g-set'] as const).map((workload) => {
      const field = workload === 'broadcast' ? 'messages' : 'value';
      const lose = (body: ReplyBody): ReplyBody =>
        body.type === 'read_ok' ? { ...body, [field]: verbatim([]) } : body;
      return [{ workload }, /values were missing at some node in the end, e\.g\. .* at n1/, lose] as const;
    }),
    ...(['g-counter', 'pn-counter'] as const).map((workload) => {
      const miscount = (body: ReplyBody): ReplyBody =>
        body.type === 'read_ok' ? { ...body, value: verbatim(12345) } : body;
      return [
        { workload },
        /1 nodes read in the end what the adds cannot make, e\.g\. n1 12345/,
        miscount,
      ] as const;
    }),
    [
      { workload: 'txn-rw-register' },
      /reads returned what nobody wrote/,
      (body) => {
        if (!(body['txn'] instanceof Verbatim)) return body;
        const ops = JSON.parse(body['txn'].text) as [string, number, number | null][];
        return {
          ...body,
          txn: verbatim(ops.map(([f, key, value]) => (f === 'r' ? [f, key, 0.5] : [f, key, value]))),
        };
      },
    ],
    [
      { workload: 'echo' },
      /echoes were distorted, e\.g\. n1 answered "louder" to/,
      (body) => (body.type === 'echo_ok' ? { ...body, echo: verbatim('louder') } : body),
    ],
    [
      { workload: 'unique-ids' },
      /ids were given again, e\.g\. 7 twice by n1/,
      (body) => (body.type === 'generate_ok' ? { ...body, id: 7 } : body),
    ],
    [
      { workload: 'kv', casRatio: 0.5 },
      /n1 answered cas_ok to a cas from .* where it held .*: 2[02] is right/,
      (body) => (body.type === 'error' && body['code'] !== undefined ? { type: 'cas_ok' } : body),
    ],
    [
      { workload: 'g-set' },
      /operations were answered with malformed_answer/,
      (body) => (body.type === 'read_ok' ? { type: 'read_ok' } : body),
    ],
    [
      { workload: 'echo' },
      /operations were answered with temporarily_unavailable/,
      (body) => (body.type === 'echo_ok' ? { type: 'error', code: 11, text: '' } : body),
    ],
  ];
  for (const [changes, rule, tamper] of faults) {
    it(`fail a run of ${changes.workload ?? ''} where they break a rule: ${rule.source}`, () => {
      assert.deepEqual(tampered(changes, (body) => body).problems, []);
      assert.match(tampered(changes, tamper).problems.join('\n'), rule);
    });
  }

  it('may refuse a compare-and-set, which is no failure', () => {
    const run = tampered({ casRatio: 0.5, durationMs: 5000, readRatio: 0.2, keys: 5 }, (body) => body);
    assert.deepEqual(run.problems, []);
    const { ok, errors } = run.operations.writes;
    assert.ok(
      ok > 100 && (errors['precondition_failed'] ?? 0) > 10 && (errors['key_does_not_exist'] ?? 0) > 0,
    );
    assert.equal(run.audit.find(({ what }) => what === 'writes')?.reported, ok);
  });
});

describe('the swarm', () => {
  it('draws every workload, compare-and-set among them', () => {
    const drawn = Array.from({ length: 200 }, (_, seed) => draw(seed));
    assert.deepEqual(new Set(drawn.map(({ settings }) => settings.workload)), new Set<string>(OUR_WORKLOADS));
    const cas = drawn.find(({ settings: { workload, casRatio } }) => workload === 'kv' && casRatio > 0);
    assert.ok(cas !== undefined);
    assert.deepEqual(runOnce(cas).problems, []);
  });

  it('finds a set that forgets what came from others, though the store has it', async () => {
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
    const sound = ElementSet.prototype.changed;
    let calls = 0;
    ElementSet.prototype.changed = function (this: ElementSet, ...args): void {
      if (++calls % 5 > 0) sound.call(this, ...args);
    };
    try {
      const { failure } = await swarm(60, 1, () => Promise.resolve(true));
      assert.match(failure?.problems.join('\n') ?? '', /values were (missing|lost)/);
    } finally {
      ElementSet.prototype.changed = sound;
    }
  });
});
