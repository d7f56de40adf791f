/**
 * The same verdict as the real Maelstrom's on nodes that deviate from the protocol in one point each; and where it lets something pass
 * that is wrong all the same, a warning, which --strict makes a failure.
 */

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { bench, killBenches, reportOf } from '../support/bench-process.ts';

const NODE = fileURLToPath(new URL('../support/broadcast-node.mjs', import.meta.url));
const ARGS = [
  '--workload',
  'broadcast',
  '--nodes',
  '3',
  '--duration',
  '1s',
  '--rate',
  '40',
  '--scenario',
  'normal',
];

interface Verdict {
  readonly code: number | null;
  readonly problems: string;
  readonly warnings: string;
  readonly failure: string;
}

async function verdictOn(variant: string, ...args: string[]): Promise<Verdict> {
  const ended = await bench(...ARGS, '--json', ...args, '--bin', NODE, '--', variant);
  const { runs, failure } = reportOf(ended);
  const [problems = '', warnings = ''] = (['problems', 'warnings'] as const).map((kind) =>
    runs.flatMap((run) => run[kind]).join('\n'),
  );
  return { code: ended.code, problems, warnings, failure: failure ?? '' };
}

const VALID = ['good', 'leader', 'fwd_null', 'fwd_text', 'fwd_untyped', 'read_null'] as const;
const INVALID = [
  [
    'reply_null',
    /n\d was asked \{"type":"\w+".*\}, and answered \{.*"msg_id":null.*\}: "msg_id" is not a whole/,
  ],
  ['reply_text', /"msg_id" is not a whole number/],
  ['reply_extra', /"version" does not belong in it. Expected: \{"type": "\w+_ok"/],
  ['topology_extra', /n\d answered `topology` in a form .*: "version" does not belong in it/],
  ['init_again', /n\d answered requests again, once, e\.g\. \{.*init_ok.*\} to \{"type":"init"/],
  ['reply_float', /n\d sent replies whose "in_reply_to" is no whole number.*"in_reply_to":1\.0/],
  ['no_zero', /values were lost, e\.g\. 0/],
  ['to_nobody', /n\d sent messages to nobody \(nobody\), \d+ times, e\.g\. \{.*"type":"lost"/],
] as const;
const ENDED = [
  ['no_newline', /^node n\d printed .*: two messages in one line, without a newline between: \{.*read_ok/],
  ['blank_line', /^node n\d printed something on stdout that is not a message: a blank line/],
  [
    'dies_in_line',
    /^node n\d died with exit code 3\.\nIt printed \d+ bytes on stdout without a newline at their end: \{"src":"n\d/,
  ],
  ['stranger_src', /"src" must be the node's own name, and "me" is nobody/],
] as const;
const WARNED = [
  ['hello_first', /n\d sent clients what answers nothing that was asked, once, e\.g\. \{.*"hello"/],
  ['other_src', /n\d sent clients messages whose "src" is not its own name, \d+ times, e\.g\. \{.*read_ok/],
  ['reply_again', /n\d answered requests again, \d+ times, e\.g\. \{.*\} to \{"type":"broadcast"/],
  ['fwd_loose', /n\d printed lines that are no JSON by the letter: .*, \d+ times, e\.g\. \{.*"fwd"/],
  ['reply_extra_some', /answers were malformed, e\.g\. n\d was asked .*"version" does not belong in it/],
  ['read_twice', /values were read more than once in one answer/],
  ['read_invented', /1 values were read that nobody had added, e\.g\. "never"/],
  [
    'error_1000',
    /of \d+ operations failed at nodes that were up: \d+ error_1000, e\.g\. a write of 3 at n\d/,
  ],
  [
    'silent',
    /of \d+ operations failed at nodes that were up: \d+ no answer in time, e\.g\. a write of 4 at n\d/,
  ],
] as const;

/** Runs that wait for answers that never come take long and do little: so many go on at once. */
const AT_ONCE = 6;

/** The verdicts on all of them, by what was asked for: each run waits for its turn. */
function verdictsOn(runs: readonly (readonly string[])[]): ReadonlyMap<string, Promise<Verdict>> {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  return new Map(
    runs.map(([variant = '', ...args], i) => {
      const verdict = (lanes[i % AT_ONCE] ?? Promise.resolve()).then(() => verdictOn(variant, ...args));
      lanes[i % AT_ONCE] = verdict.catch(() => undefined);
      return [[variant, ...args].join(' '), verdict];
    }),
  );
}

describe('the verdict on a stranger is that of Maelstrom', function () {
  this.timeout(120_000);
  let verdicts: ReadonlyMap<string, Promise<Verdict>> = new Map();
  const verdictFor = (name: string): Promise<Verdict> => verdicts.get(name) ?? assert.fail(name);
  before(() => {
    verdicts = verdictsOn([
      ...[...INVALID, ...ENDED].map(([variant]) => [variant]),
      ...VALID.map((variant) => [variant]),
      ...WARNED.flatMap(([variant]) => [[variant], [variant, '--strict']]),
    ]);
  });
  after(killBenches);

  for (const variant of VALID) {
    it(`valid: ${variant}`, async () => {
      const { code, problems, warnings } = await verdictFor(variant);
      assert.deepEqual([code, problems], [0, '']);
      assert.doesNotMatch(warnings, /Maelstrom/);
    });
  }

  for (const [variant, why] of INVALID) {
    it(`invalid: ${variant}`, async () => {
      const { code, problems } = await verdictFor(variant);
      assert.equal(code, 1, problems);
      assert.match(problems, why);
    });
  }

  for (const [variant, why] of ENDED) {
    it(`invalid at once, and what was measured is reported: ${variant}`, async () => {
      const { code, failure } = await verdictFor(variant);
      assert.equal(code, 3);
      assert.match(failure, why);
    });
  }

  for (const [variant, why] of WARNED) {
    it(`valid with a warning, unless it is strict: ${variant}`, async () => {
      const [lenient, strict] = await Promise.all([verdictFor(variant), verdictFor(`${variant} --strict`)]);
      assert.deepEqual([lenient.code, lenient.problems], [0, '']);
      assert.match(
        lenient.warnings,
        new RegExp(`Maelstrom lets this pass, and --strict does not: .*${why.source}`),
      );
      assert.equal(strict.code, 1);
      assert.match(strict.problems, why);
    });
  }
});
