/** What travels between commanders and agents: the same at both ends, and refused where it is none of it. */

import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { failureText } from '../../../src/bin/agent/failure.ts';
import type { Answer } from '../../../src/bin/pool/work.ts';
import { callIn, presentIn } from '../../../src/bin/queue/call.ts';
import { decodeJob, encodeJob, messageIdOf, type AnyJob } from '../../../src/bin/queue/job.ts';
import { answerProblem, decodeResult, encodeResult, isFailure } from '../../../src/bin/queue/result.ts';
import { NO_RUNS } from '../../../src/simulate/swarm.ts';
import { settingsWith } from '../../simulate/settings.ts';

const RUN = '0123456789abcdef';
const swarmJob: AnyJob = {
  ...{ run: RUN, job: 3, attempt: 0, kind: 'swarm' },
  asked: { seed: 2 ** 32 - 1, runs: 4, strategy: undefined },
};
const scenarioJob: AnyJob = {
  ...{ run: RUN, job: 4, attempt: 1, kind: 'scenario' },
  asked: { settings: settingsWith({ nodes: 3 }), scenario: 'normal', diagramMessages: 10 },
};
const swarmAnswer = (changed: Partial<Answer<'swarm'>> = {}): Answer<'swarm'> => ({
  ...NO_RUNS,
  done: 4,
  ...changed,
});

describe('a job', () => {
  it('is the same at the other end', () => {
    for (const job of [swarmJob, scenarioJob])
      assert.deepEqual(JSON.stringify(decodeJob(encodeJob(job))), JSON.stringify(job));
    assert.notEqual(messageIdOf(swarmJob), messageIdOf({ ...swarmJob, attempt: 1 }));
  });

  it('never names a file to load, nor a strategy or a setting that is none', () => {
    const withStrategy = (strategy: string): unknown => {
      const settings = settingsWith({ nodes: 3 });
      return decodeJob(
        encodeJob({
          ...scenarioJob,
          asked: { settings: { ...settings, gossip: { ...settings.gossip, strategy } }, scenario: 'normal' },
        }),
      );
    };
    assert.equal(typeof withStrategy('relay'), 'object');
    for (const strategy of ['./mine.js', 'data:text/javascript,1', '/etc/passwd', 'shout'])
      assert.match(String(withStrategy(strategy)), /strategy/, strategy);
    const swarm = { ...swarmJob, asked: { ...swarmJob.asked, strategy: './mine.js' } } as AnyJob;
    const refused = decodeJob(encodeJob(swarm));
    assert.ok(typeof refused === 'string' && /strategy that this program does not have/.test(refused));
    assert.equal(decodeJob('{'), 'it is no JSON');
    for (const wrong of [{ runs: 17 }, { runs: 0 }, { seed: -1 }, { more: 1 }])
      assert.equal(
        typeof decodeJob(JSON.stringify({ ...swarmJob, asked: { ...swarmJob.asked, ...wrong } })),
        'string',
      );
  });
});

describe('a result', () => {
  it('is the same at the other end, or says why there is none', () => {
    for (const result of [
      { job: 3, answer: swarmAnswer() },
      { job: 3, failed: 'too large' },
    ])
      assert.deepEqual(decodeResult(encodeResult(result)), JSON.parse(JSON.stringify(result)));
    assert.throws(
      () => encodeResult({ job: 3, answer: { ms: Infinity } }),
      /ms is Infinity, which cannot travel/,
    );
  });

  it('is none where it is something else', () => {
    for (const data of ['', '{}', 'null', '{"job":-1}'])
      assert.equal(decodeResult(deflateSync(data)), undefined, data);
    assert.equal(decodeResult(Buffer.from('{"job":1,"failed":"not deflated"}')), undefined);
  });

  it('answers a job only with all of its runs, or all up to one that fails', () => {
    const failure = { seed: 1, description: '', problems: ['a write was lost'] };
    const cases: readonly (readonly [answer: unknown, isOne: boolean])[] = [
      [swarmAnswer(), true],
      [swarmAnswer({ done: 3 }), false],
      [swarmAnswer({ done: 5 }), false],
      // Seeds go on from 0 after the last one.
      [swarmAnswer({ done: 3, failure }), true],
      [swarmAnswer({ done: 2, failure }), false],
      [swarmAnswer({ done: 8, failure: { ...failure, seed: 6 } }), false],
      [{ ...swarmAnswer(), extra: 1 }, false],
      [null, false],
    ];
    for (const [answer, isOne] of cases)
      assert.equal(answerProblem(swarmJob, answer) === undefined, isOne, JSON.stringify(answer));
    assert.equal(answerProblem(scenarioJob, null), undefined, 'it had not begun when it was stopped');
    assert.notEqual(answerProblem(scenarioJob, { run: {}, theory: null }), undefined);
  });

  it('that is a failure has what replays it', () => {
    const failure = { seed: 1, description: 'normal', problems: ['a write was lost'] };
    const failing = { job: 3, answer: swarmAnswer({ done: 3, failure }) };
    assert.ok(isFailure(failing));
    assert.ok(!isFailure({ job: 3, answer: swarmAnswer() }) && isFailure({ job: 3, failed: 'no memory' }));
    assert.deepEqual(JSON.parse(failureText(swarmJob, failing)), {
      ...{ run: RUN, job: 3, ...failure },
      replay: 'gossipscope simulate --swarm 1 --seed 1',
    });
    const settings = (
      JSON.parse(failureText(scenarioJob, { job: 4, failed: 'no memory' })) as { settings: unknown }
    ).settings;
    assert.deepEqual(settings, { ...settingsWith({ nodes: 3 }), scenarios: ['normal'], repeat: 1 });
  });
});

describe('a call, and an answer to it', () => {
  const program = { id: '0123456789ab', version: '1.0.0', node: 'v20.0.0' };

  it('are nothing where they are something else', () => {
    assert.deepEqual(callIn(JSON.stringify({ run: RUN, program, ended: false }))?.run, RUN);
    assert.equal(callIn(JSON.stringify({ run: 'a.b', program, ended: false })), undefined);
    assert.equal(callIn('['), undefined);
    const present = { owner: 'a1', agent: 'a1', program, threads: 2 };
    assert.deepEqual(presentIn(JSON.stringify(present)), present);
    for (const wrong of [{ owner: 'a.>' }, { agent: 'a b' }, { threads: 0 }, { program: {} }])
      assert.equal(presentIn(JSON.stringify({ ...present, ...wrong })), undefined);
  });
});
