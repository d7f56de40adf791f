/** How much of a report's runs its diagram shows, and how many messages are kept for it. */

import { Journal } from '../../net/journal/journal.ts';

/** Of all runs together. */
export const DEFAULT_DIAGRAM_MESSAGES = 20_000;
export const MOST_DIAGRAM_MESSAGES = 10_000_000;
/** With less than this, a run has no diagram. */
const LEAST_OF_RUN = 50;
/** Messages that a run keeps, so that there is a choice when it is known what went wrong: some 4 MB. */
const KEPT = 60_000;

/** @param messages of all runs together @returns those of each; 0: no diagram */
export function messagesOfRun(messages: number, runs: number): number {
  const share = Math.floor(messages / Math.max(1, runs));
  return share < LEAST_OF_RUN ? 0 : share;
}

/** @param limit messages of the run that are to be shown */
export function journalFor(limit: number): Journal | undefined {
  return limit === 0 ? undefined : new Journal(Math.max(limit, KEPT));
}
