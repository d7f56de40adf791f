/** What is wrong with a run, and what makes its numbers doubtful, in sentences for people. */

import { problemsIn } from '../../check/workloads/verdict.ts';
import { workloadOf } from '../../load/workloads.ts';
import { auditProblems } from '../../report/parts/audit-part.ts';
import { droppedWarnings } from '../../report/parts/dropped-part.ts';
import { finalStateProblems } from '../../report/parts/final-state-part.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Settings } from '../../report/schema/settings-schema.ts';
import { passedText } from '../../report/words/doubtful.ts';
import { findingText, type Finding } from '../cluster/findings.ts';
import { agentProblems, agentWarnings } from './agents.ts';
import { failuresText, isLenient, mayFail } from './availability.ts';
import { inVainTexts } from './in-vain.ts';
import { missingValueTexts } from './missing-values.ts';
import { pendingProbesText } from './probed.ts';
import { isOfOurs, keysOf, type Evidence } from './evidence.ts';
import { MAX_FINAL_KEYS } from '../clients/final-reads.ts';
import { MAX_UNANSWERED } from '../clients/clients.ts';
import { clientsIn } from '../clients/fixed-clients.ts';
import { SETTLE_OURS_TIMEOUT_MS, SETTLE_TIMEOUT_MS } from '../settle.ts';

/**
 * The bench distorts what it measures where it adds more than this to a message's latency, and more than that share of it. A timer of
 * Node that has nothing else to do is late by 1.5 to 2.2 ms at the 99th percentile on two quiet virtual cores, the median of five runs, and
 * by 3.9 in one of them (`npm run perf -- --only own-delay`): less than 3 ms says nothing about the bench.
 */
const ADDED_DELAY_LIMIT_MS = 3;
const ADDED_DELAY_SHARE = 0.1;
/** After the load Maelstrom waits so long, and then reads what there is. */
const FINAL_READ_MS = 10_000;
/** By so much later it may be here that a read found all, for the reading alone. */
const READING_MS = 1_000;
/** A host that takes less is not worth a word. */
const STOLEN_LIMIT = 0.01;

/** Without problems the run is sound; otherwise the bench ends with exit code 1. With warnings it counts, but its reader should know. */
export function saidOf(run: Run, evidence: Evidence): Pick<Run, 'problems' | 'warnings'> {
  const inVain = inVainTexts(run, evidence);
  return {
    problems: problemsOf(run, evidence, inVain),
    warnings: warningsOf(run, evidence, inVain),
  };
}

function problemsOf(run: Run, evidence: Evidence, inVain: readonly string[]): string[] {
  const problems = [...inVain];
  if (!run.interrupted) {
    const failures = maySomeFail(evidence, inVain) ? undefined : failuresText(evidence);
    if (failures !== undefined) problems.push(failures);
    if (run.settledMs === null && !mayDisagree(run, evidence)) problems.push(unsettledText(evidence));
    problems.push(...lateTexts(run, evidence));
    const probed = pendingProbesText(evidence);
    if (probed !== undefined) problems.push(probed);
    else if ((run.pendingAtEnd ?? 0) > 0 && evidence.nodeFaults.lostAtMs.size === 0)
      problems.push(`${run.pendingAtEnd ?? 0} writes were pending at the end`);
  }
  return [
    // They name who is to blame for what follows.
    ...agentProblems(evidence),
    ...findingTexts(evidence, false),
    ...missingValueTexts(evidence),
    ...problems,
    ...malformedTexts(evidence, inVain, false),
    ...evidence.unfinished.map(({ node, text }) => `${node} ${text}`),
    ...finalStateProblems(run.finalState, {
      lost: (count, key) => `${count} keys lost an acknowledged write, e.g. key ${key}`,
      disagreeing: (count, key) => `${count} keys differ from node to node after healing, e.g. key ${key}`,
      invented: (count, key) => `${count} keys hold what nobody wrote, e.g. key ${key}`,
      unread: (count, key) => `${count} keys could not be read everywhere in the end, e.g. key ${key}`,
    }),
    ...problemsIn({
      rules: rulesOf(run).filter(({ passesMaelstrom }) => !passesMaelstrom || !isLenient(evidence)),
    }),
    ...auditProblems(run.audit, 'outside it is'),
  ];
}

/** @param passed those that Maelstrom lets pass, or the others */
function findingTexts(evidence: Evidence, passed: boolean): string[] {
  const isPassed = ({ isOverlooked }: Finding): boolean => isOverlooked === true && isLenient(evidence);
  return evidence.router.findings
    .list()
    .filter((finding) => isPassed(finding) === passed)
    .map(findingText);
}

/**
 * To Maelstrom's clients an answer of another form says nothing, so that other answers decide: where there are none, where one was needed,
 * and of nodes of ours it is a failure.
 * @param passed those that Maelstrom lets pass, or the others
 */
function malformedTexts(evidence: Evidence, inVain: readonly string[], passed: boolean): string[] {
  const { seen, unfit } = evidence.clients.malformed;
  const { count, examples } = seen;
  const isPassed = unfit === 0 && maySomeFail(evidence, inVain);
  if (count === 0 || isPassed !== passed) return [];
  return [`${count} answers were malformed, e.g. ${examples[0] ?? ''}`];
}

/** Whether operations may fail, and others of the kind have succeeded. */
function maySomeFail(evidence: Evidence, inVain: readonly string[]): boolean {
  return mayFail(evidence) && inVain.length === 0;
}

/** Whether all that the cluster had still to agree on is what Maelstrom does not ask for. */
function mayDisagree(run: Run, evidence: Evidence): boolean {
  const broken = rulesOf(run).filter((rule) => rule.broken > 0);
  return (
    isLenient(evidence) &&
    broken.length > 0 &&
    broken.every(({ passesMaelstrom }) => passesMaelstrom === true)
  );
}

/** Maelstrom does not wait until all nodes show all: it reads once. What the run did to processes, it does not do. */
function lateTexts({ settledMs }: Run, evidence: Evidence): string[] {
  const { settings, faults } = evidence;
  const { readAll } = workloadOf(settings);
  if (settledMs === null || readAll === undefined || isOfOurs(evidence) || faults.length > 0) return [];
  const afterMs = settings.quietMs + settledMs;
  if (afterMs <= FINAL_READ_MS + READING_MS) return [];
  return [
    `the cluster had settled only ${(afterMs / 1000).toFixed(1)} s after the load: Maelstrom reads ${FINAL_READ_MS / 1000} s after it, and would not have found everything`,
  ];
}

function unsettledText(evidence: Evidence): string {
  const waitedMs = isOfOurs(evidence) ? SETTLE_OURS_TIMEOUT_MS : SETTLE_TIMEOUT_MS;
  return `the cluster had not settled ${waitedMs / 1000} s after the load`;
}

/** What Maelstrom lets pass, and is wrong all the same. */
function passedByMaelstrom(run: Run, evidence: Evidence, inVain: readonly string[]): string[] {
  const failures = maySomeFail(evidence, inVain) ? failuresText(evidence) : undefined;
  const broken = problemsIn({ rules: rulesOf(run).filter(({ passesMaelstrom }) => passesMaelstrom) });
  const all = [
    ...findingTexts(evidence, true),
    ...malformedTexts(evidence, inVain, true),
    ...(failures === undefined ? [] : [failures]),
    ...broken,
  ];
  return all.map(passedText);
}

function rulesOf({ verdict }: Run): NonNullable<Run['verdict']>['rules'] {
  return verdict?.rules ?? [];
}

function warningsOf(run: Run, evidence: Evidence, inVain: readonly string[]): string[] {
  const { cuts, traces } = evidence;
  const lenient = isLenient(evidence) ? passedByMaelstrom(run, evidence, inVain) : [];
  const warnings = [
    ...lenient,
    ...traces.warnings,
    ...droppedWarnings(run.dropped),
    ...agentWarnings(evidence),
  ];
  const { p99 } = run.bench.addedDelayMs;
  const { latencyMs } = evidence.settings;
  const limitMs = Math.max(ADDED_DELAY_LIMIT_MS, ADDED_DELAY_SHARE * latencyMs);
  if (p99 > limitMs) {
    warnings.push(
      `the bench itself delayed messages by ${p99.toFixed(1)} ms at the 99th percentile, beyond the ${latencyMs} ms that were asked for (${limitMs} would do no harm): use fewer nodes, a lower rate or a less busy machine${stolenText(evidence.heldUp)}`,
    );
  }
  const { overflow = 0 } = run.messages.dropped;
  if (overflow > 0) warnings.push(`${overflow} messages were dropped because too much was in flight`);
  if (run.operations.shed > 0) warnings.push(shedText(run.operations.shed, evidence.settings));
  const blind = cuts.filter(({ account }) => account?.samples.length === 0).map(({ name }) => name);
  if (blind.length > 0) {
    warnings.push(
      `the metrics of ${blind.join(' ')} could not be scraped: quantiles and redundancy leave them out`,
    );
  }
  const ended = run.processes?.notAsked ?? [];
  if (ended.length > 0) warnings.push(`not asked, because the run killed them before: ${ended.join(', ')}`);
  const keys = keysOf(evidence).length;
  if (run.finalState !== null && keys > MAX_FINAL_KEYS) {
    warnings.push(`the final state was compared for ${run.finalState.keys} of ${keys} keys`);
  }
  return warnings;
}

/** A machine that is quiet by all that runs on it may be slow all the same. */
function stolenText({ stolenShare = 0 }: Evidence['heldUp']): string {
  if (stolenShare < STOLEN_LIMIT) return '';
  return `; this one is virtual, and its host took ${(100 * stolenShare).toFixed(0)} % of its processors' time`;
}

function shedText(shed: number, { concurrency, nodes }: Settings): string {
  const why =
    concurrency === null
      ? `${MAX_UNANSWERED} were unanswered already`
      : `all ${clientsIn(concurrency, nodes)} clients were waiting for their answers`;
  return `${shed} operations were not started: ${why}`;
}
