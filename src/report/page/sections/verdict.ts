/** The verdict in words: whether it converged, what is wrong, and what makes the numbers doubtful. */

import { inconclusiveRows } from '../../parts/audit-part.ts';
import { DOUBTFUL, isDoubtful } from '../../words/doubtful.ts';
import { formatNumber } from '../../words/format.ts';
import type { Run } from '../../schema/run-schema.ts';
import { markup, type Html, NOTHING, type Part } from '../html/html.ts';
import { proofLink } from '../diagram/section.ts';
import type { PageModel, PageRun } from '../model.ts';
import { nothingToSpread } from '../wording/reasons.ts';
import { replicas } from '../wording/what-ran.ts';
import { counted } from '../wording/words.ts';

/** Lines of each list. */
const MAX_LINES = 20;
/** From here on a list is folded up that has not to be read. */
const MANY_LINES = 3;

type Tone = 'good' | 'warn' | 'bad';

const MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✗' };

export function verdict(model: PageModel): Html {
  const { runs, interrupted, failure } = model;
  const problems = runs.flatMap((one, index) =>
    everyRun([one]).flatMap(({ name, run }) =>
      run.problems.map(
        (text) => markup`${name}: ${text}${run === one.run ? proofLink(one, index, text) : NOTHING}`,
      ),
    ),
  );
  const warnings = everyRun(runs).flatMap(({ name, run }) => run.warnings.map((text) => `${name}: ${text}`));
  const [tone, headline] = headlineOf(model, problems.length);
  return markup`<div class="verdict ${tone}">
      <p class="headline"><span class="mark" aria-hidden="true">${MARKS[tone]}</span> ${headline}</p>
      ${failure === null ? NOTHING : markup`<p><strong>Failure:</strong> ${failure}</p>`}
      ${lines('What is wrong', problems)} ${tone === 'good' ? markup`<p>${audited(model)}</p>` : NOTHING}
      ${foldable('Answers, by the rules of Maelstrom’s checkers', runs.flatMap(judged))}
    </div>
    ${interrupted ? notice('Interrupted: the figures are of what had been measured until then, and nothing was judged that needs a healed, quiet cluster.') : NOTHING}
    ${warningsOf(warnings)}`;
}

/** Those of which a chart shows only one in the middle, too. */
function everyRun(runs: readonly PageRun[]): Pick<PageRun, 'name' | 'run'>[] {
  return runs.flatMap(({ name, all }) =>
    all.map((run) => ({ run, name: all.length === 1 ? name : `${name}, seed ${run.seed}` })),
  );
}

function warningsOf(warnings: readonly string[]): Html {
  if (warnings.length === 0) return NOTHING;
  const title = `${counted(warnings.length, 'warning')}: what makes the numbers doubtful`;
  const mark = markup`<span class="mark" aria-hidden="true">!</span>`;
  return markup`<div class="verdict warn">${foldable(markup`${mark} ${title}`, warnings)}</div>`;
}

/** What the workload's checker counted, and how often each of its rules was broken: `What is wrong` has the examples. */
function judged({ name, run: { verdict: found } }: PageRun): string[] {
  if (found === null) return [];
  const facts = Object.entries(found.facts).map(([what, count]) => `${what} ${formatNumber(count, 'count')}`);
  const rules = found.rules.filter(({ broken }) => broken > 0 || found.rules.length === 1);
  const told = rules.map(({ rule, broken }) => `${formatNumber(broken, 'count')} ${rule}`).join(', ');
  return [`${name}: ${facts.join(', ')}; ${told || `none of ${found.rules.length} rules was broken`}.`];
}

function notice(text: string): Html {
  return markup`<div class="verdict warn">
    <p><span class="mark" aria-hidden="true">!</span> ${text}</p>
  </div>`;
}

function foldable(title: Part, texts: readonly string[]): Html {
  return texts.length < MANY_LINES
    ? lines(title, texts)
    : markup`<details><summary>${title}</summary>${lines(NOTHING, texts)}</details>`;
}

function lines(title: Part, texts: readonly Part[]): Html {
  if (texts.length === 0) return NOTHING;
  const omitted = texts.length - MAX_LINES;
  return markup`${title === NOTHING ? NOTHING : markup`<p><strong>${title}</strong></p>`}
    <ul>
      ${texts.slice(0, MAX_LINES).map((text) => markup`<li>${text}</li>`)}${
        omitted > 0 ? markup`<li>and ${counted(omitted, 'more', 'more')} in report.json</li>` : NOTHING
      }
    </ul>`;
}

function headlineOf(
  { runs, interrupted, failure, settings, varied }: PageModel,
  problems: number,
): [Tone, string] {
  const whole = `all ${replicas(settings.nodes, varied).toLowerCase()}`;
  if (failure !== null) return ['bad', 'It ended early: a node failed.'];
  if (runs.length === 0)
    return [interrupted ? 'warn' : 'bad', 'No run came to its end: there is nothing to show.'];
  const nothing = nothingToSpread({ runs, settings });
  if (problems > 0) {
    const states = everyRun(runs).map(({ run }) => convergedIn(run));
    const end = states.includes(false)
      ? 'Not converged'
      : states.includes(null) || nothing !== null
        ? 'Not sound'
        : 'Converged, but not sound';
    return ['bad', `${end}: ${counted(problems, 'check')} failed.`];
  }
  if (interrupted) return ['warn', 'Not judged: the run was interrupted.'];
  if (runs.some(({ run }) => isDoubtful(run))) return ['warn', DOUBTFUL];
  if (nothing !== null) return ['good', `Every check passed. ${nothing}`];
  const states = everyRun(runs).map(({ run }) => convergedIn(run));
  if (states.every((state) => state === true)) {
    const end =
      states.length === 1
        ? 'in the end'
        : `in the end of ${states.length === 2 ? 'both' : `all ${states.length}`} runs`;
    return ['good', `Converged: ${end} ${whole} held every write, and none was lost.`];
  }
  if (states.includes(false))
    return ['bad', 'Not converged: some writes had not reached every replica in the end.'];
  return ['warn', 'Every check passed, but whether the replicas agreed in the end was not looked at.'];
}

/** Null where nobody looked. */
function convergedIn({ pendingAtEnd, finalState, broadcast }: Run): boolean | null {
  if ((pendingAtEnd ?? 0) > 0) return false;
  if (finalState !== null) return finalState.disagreeing.count === 0 && finalState.lost.count === 0;
  if (broadcast !== null) return broadcast.attempted === broadcast.stable;
  return pendingAtEnd === null ? null : true;
}

function audited({ runs, kind }: PageModel): string {
  const rows = everyRun(runs).flatMap(({ run }) => run.audit);
  if (rows.length === 0)
    return 'The nodes report nothing of themselves: everything here was measured from outside.';
  const seen = kind === 'bench' ? 'what the bench saw from outside' : 'what every replica was seen to hold';
  const untold = inconclusiveRows(runs.map(({ run }) => run)).length;
  const told =
    untold === 0
      ? ''
      : untold === 1
        ? ' One of these is inconclusive: its bound is wider than half of the value.'
        : ` Of these, ${untold} are inconclusive: their bounds are wider than half of the value.`;
  const differing = rows.filter(({ agrees }) => !agrees).length;
  if (differing > 0)
    return `What the nodes report differs from ${seen} in ${differing} of the ${rows.length} figures of the audit, where a bound was hit.${told}`;
  return untold === 0
    ? `What the nodes report agrees with ${seen}, in all ${counted(rows.length, 'figure')} of the audit.`
    : `What the nodes report contradicts ${seen} in none of the ${counted(rows.length, 'figure')} of the audit.${told}`;
}
