/** The slowest writes of each run: the trace of each as a waterfall, and the tree along which it spread. */

import type { SlowWrite } from '../../schema/course-schema.ts';
import { drawnSpread } from './arrival-tree.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { nothingToSpread } from '../wording/reasons.ts';
import { spreadTree } from './spread-tree.ts';
import { waterfall } from './waterfall.ts';
import { counted, duration, roundDuration, shortened } from '../wording/words.ts';

const MAX_RUNS = 4;
/** Of all runs together; but at least two of each. */
const MAX_WRITES = 10;
const MIN_OF_RUN = 2;
/** Replicas of one write that are drawn. */
const MAX_REPLICAS = 30;
/** Characters of a key. */
const MAX_KEY = 60;

const NO_WAY =
  'No write is known together with its way: none converged, or the nodes send no traces and their messages do not show it.';

export function slowest(model: PageModel): Html {
  const { runs } = model;
  const known = runs.filter(({ run }) => run.slowestWrites.length > 0);
  if (known.length === 0) {
    return markup`<p class="none">${nothingToSpread(model) ?? NO_WAY}</p>`;
  }
  // The runs with the slowest writes of all: of a sweep these are the ones to look at.
  const slow = (one: PageRun): number => one.run.slowestWrites[0]?.convergenceMs ?? 0;
  const chosen =
    known.length > MAX_RUNS ? [...known].sort((a, b) => slow(b) - slow(a)).slice(0, MAX_RUNS) : known;
  const omitted = known.length - chosen.length;
  return markup`${chosen.map((one) => ofRun(one, runs.indexOf(one), Math.max(MIN_OF_RUN, Math.floor(MAX_WRITES / chosen.length))))}${
    omitted > 0
      ? markup`<p class="note">and those of ${counted(omitted, 'more run')}, none slower, in report.json</p>`
      : NOTHING
  }`;
}

function ofRun(one: PageRun, index: number, limit: number): Html {
  const writes = one.run.slowestWrites.slice(0, limit);
  const omitted = one.run.slowestWrites.length - writes.length;
  return markup`<h3>${one.name}</h3>
    ${writes.map((write, rank) => detailsOf(one, write, `slow-${index}-${rank}`, rank === 0))}
    ${omitted > 0 ? markup`<p class="note">and ${counted(omitted, 'more', 'more')} in report.json</p>` : NOTHING}`;
}

function detailsOf({ run, colour }: PageRun, write: SlowWrite, id: string, isOpen: boolean): Html {
  const { key, origin, acceptedAtMs, convergenceMs, traceId, arrivalsOmitted } = write;
  const summary = markup`<summary>
    <span class="figure">${duration(convergenceMs)}</span> key
    <code>${shortened(key, MAX_KEY)}</code> accepted by <code>${origin}</code> at
    ${roundDuration(Math.round(acceptedAtMs))}
  </summary>`;
  const body = markup`<div class="trace" style="--bar:${colour}">
    ${traceLine(traceId, id)}${bodyOf(run, write, id, colour)}${
      arrivalsOmitted > 0
        ? markup`<p class="note">
            The report leaves out ${counted(arrivalsOmitted, 'replica')}: beyond its bound, without
            their spans, which were lost, or where a later version had been accepted already.
          </p>`
        : NOTHING
    }
  </div>`;
  return isOpen
    ? markup`<details class="write" open>${summary}${body}</details>`
    : markup`<details class="write">${summary}${body}</details>`;
}

function bodyOf(run: PageRun['run'], write: SlowWrite, id: string, colour: string): Html {
  const { arrivals, laterVersions } = write;
  if (arrivals.length + laterVersions.length === 0) {
    return markup`<p class="none">
      How it spread is not known: the nodes send no traces, their spans were lost, or they had accepted later versions themselves, which the
      wire did not show.
    </p>`;
  }
  const spread = drawnSpread(write, MAX_REPLICAS);
  return markup`<h4>Waterfall</h4>
    ${waterfall(write, spread, run)}
    <h4>The tree along which it spread</h4>
    ${arrivals.length > 0 ? spreadTree(write, spread.tree, id, colour) : noTree(run, write)}`;
}

function noTree(run: PageRun['run'], { laterVersions }: SlowWrite): Html {
  const isOvertaken = laterVersions.length === run.nodes.length - 1;
  return markup`<p class="note">
    ${
      isOvertaken
        ? 'None: every other replica took in a later version of the key.'
        : 'None: the report lists no arrival of this version.'
    }
  </p>`;
}

function traceLine(traceId: string | null, id: string): Html {
  if (traceId === null) return markup`<p>It has no OpenTelemetry trace.</p>`;
  return markup`<p>
    Trace <code id="${id}-trace">${traceId}</code>
    <button
      type="button"
      class="copy"
      hidden
      data-copy="${id}-trace"
      aria-label="Copy the trace id ${traceId}"
    >
      Copy
    </button>
  </p>`;
}
