/** Keeps what a person sees while the bench runs up to date: on a terminal only, and leaves nothing of it behind. */

import process from 'node:process';
import { createLogUpdate } from 'log-update';
import { screenOf } from '../../report/text/paint.ts';
import { LiveHistory } from './history.ts';
import { liveText, type LiveState } from './text.ts';
import { StaleCount } from './stale-count.ts';
import type { LiveRun, LiveView } from './view.ts';

const REFRESH_MS = 200;
/** What drawing takes, with room to spare: messages that are due within this time go first. */
const DRAWING_MS = 3;
/** How often it gives way, a moment each time, before it draws all the same. */
const MAX_POSTPONED = 20;

export interface Progress {
  stop(): void;
}

/**
 * Shows nothing where stderr is no terminal, or one that cannot move its cursor: logs and pipes stay clean.
 * @param signal at which something else is said
 */
export function startProgress(
  view: LiveView,
  now: () => number,
  stream: NodeJS.WriteStream,
  signal: AbortSignal,
): Progress {
  if (!stream.isTTY || process.env['TERM'] === 'dumb') return { stop: () => undefined };
  const update = createLogUpdate(stream);
  const makeWay = (): void => update.clear();
  signal.addEventListener('abort', makeWay);
  let shown: LiveRun | undefined;
  let history = new LiveHistory();
  let staleReads = new StaleCount([]);
  const draw = (): void => {
    const state = stateOf(view, history, staleReads.total, now());
    if (state !== undefined) update(liveText(state, screenOf(stream, process.env)));
  };
  let postponed = 0;
  const drawWhenIdle = (): void => {
    if (++postponed < MAX_POSTPONED && isDueSoon(view, now())) timer = setTimeout(drawWhenIdle, DRAWING_MS);
    else draw();
  };
  let timer: NodeJS.Timeout | undefined;
  const refresh = setInterval(() => {
    if (view.run !== shown) {
      staleReads.stop();
      [shown, history, staleReads] = [
        view.run,
        new LiveHistory(),
        new StaleCount([...(view.run?.cluster.metricsUrls.values() ?? [])]),
      ];
    }
    clearTimeout(timer);
    postponed = 0;
    drawWhenIdle();
  }, REFRESH_MS);
  return {
    stop() {
      clearInterval(refresh);
      clearTimeout(timer);
      staleReads.stop();
      signal.removeEventListener('abort', makeWay);
      update.clear();
      update.done();
    },
  };
}

function isDueSoon({ run }: LiveView, nowMs: number): boolean {
  return (run?.cluster.router.timetable.nextDueMs ?? Infinity) < nowMs + DRAWING_MS;
}

/** Undefined before there is anything to show. */
function stateOf(
  { course, run, phase, loadEndsAtMs }: LiveView,
  history: LiveHistory,
  staleReads: number | null,
  nowMs: number,
): LiveState | undefined {
  if (course === undefined) return undefined;
  const { title, windows, durationMs } = course;
  const leftMs = Math.max(0, run === undefined ? durationMs : loadEndsAtMs - nowMs);
  const { traffic, wiretap } = run?.cluster.router ?? {};
  const partition = run?.network.partition?.groupsText;
  const { convergence } = wiretap ?? {};
  if (convergence !== undefined)
    history.look(convergence.convergedTimes.convergenceMs, partition !== undefined, nowMs);
  const writes = [...(run?.clients.served.values() ?? [])].reduce((sum, served) => sum + served.writes, 0);
  return {
    ...{ title, phase, windows, leftMs, partition, staleReads },
    share: Number.isFinite(durationMs) ? Math.min(1, 1 - leftMs / durationMs) : undefined,
    operations: run?.clients.started ?? 0,
    pending: convergence?.pending ?? 0,
    messagesPerWrite: traffic === undefined || writes === 0 ? null : traffic.messages / writes,
    spans: history.spans,
  };
}
