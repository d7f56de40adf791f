/**
 * The space-time diagram on the page: who sent what to whom, and what became of it. Here is what stands in the page; the
 * script of `viewer/` brings it to life, and the other files of this folder are what it thinks with.
 */

import { formatNumber } from '../../words/format.ts';
import { Html, markup, NOTHING } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import type { PageModel, PageRun } from '../model.ts';
import { duration } from '../wording/words.ts';

/** Runs whose messages are kept in the page, by their number. */
function drawn({ runs }: Pick<PageModel, 'runs'>): (PageRun & { readonly index: number })[] {
  return runs.flatMap((one, index) => (one.diagram === undefined ? [] : [{ ...one, index }]));
}

export function hasDiagram(model: PageModel): boolean {
  return drawn(model).length > 0;
}

/** Where to look for what proves a problem; nothing, where the page does not show it. */
export function proofLink({ diagram }: Pick<PageRun, 'diagram'>, run: number, problem: string): Html {
  const proof = Object.entries(diagram?.proofs ?? {}).find(([text]) => problem.endsWith(text));
  if (proof === undefined) return NOTHING;
  return markup` <a class="proof-link" href="#diagram?run=${run}&ops=${proof[1].join(',')}">Show it in the diagram</a>`;
}

export function diagramSection(model: PageModel): Html {
  const runs = drawn(model);
  return markup`<p>
      Time goes to the right. Each node has a lane, with that of its client above. Bars are operations, from the
      request to the answer: <span class="bar-of reads"></span> reads and <span class="bar-of writes"></span> writes.
      Arrows are messages, from where they leave to where they arrive. A cross ends what was lost or failed.
    </p>
    ${summary(runs)}
    <div id="diagram-viewer" class="diagram" data-state="waiting" hidden>
      ${controls(runs)} ${stage()} ${list()}
    </div>
    <noscript><p class="none">The drawing needs JavaScript.</p></noscript>
    ${runs.map(
      ({ index, diagram }) =>
        markup`<script type="text/plain" id="diagram-data-${index}">${new Html(diagram?.data ?? '')}</script>`,
    )}`;
}

/** What is there, and what fell off. */
function summary(runs: readonly PageRun[]): Html {
  return tableOf({
    caption: 'Messages and operations that the diagram shows',
    head: ['run', 'messages', 'of', 'operations', 'of', 'shown in full'],
    rows: runs.map(({ name, diagram }) => [
      name,
      ...[diagram?.shown.messages, diagram?.inRun.messages].map((count) => formatNumber(count ?? 0, 'count')),
      ...[diagram?.shown.operations, diagram?.inRun.operations].map((count) =>
        formatNumber(count ?? 0, 'count'),
      ),
      (diagram?.shown.messages ?? 0) < (diagram?.inRun.messages ?? 0)
        ? `${duration(diagram?.coveredMs ?? 0)}; --diagram-messages shows more`
        : 'all',
    ]),
    wordColumns: [5],
  });
}

function controls(runs: readonly (PageRun & { readonly index: number })[]): Html {
  const button = (name: string, label: string, text: string): Html =>
    markup`<button type="button" id="diagram-${name}" aria-label="${label}">${text}</button>`;
  return markup`<form id="diagram-filter" aria-label="What the diagram shows">
      <label ${runs.length < 2 ? 'hidden' : ''}
        >Run
        <select id="diagram-run">
          ${runs.map(({ name, index }) => markup`<option value="${index}">${name}</option>`)}
        </select></label
      >
      <label>Key <input id="diagram-key" list="diagram-keys" autocomplete="off" /></label>
      <datalist id="diagram-keys"></datalist>
      <label>Write <input id="diagram-write" autocomplete="off" /></label>
      <label>Node or client <select id="diagram-lane"><option value="">all</option></select></label>
      <label>Type <select id="diagram-type"><option value="">all</option></select></label>
      <label>From, s <input id="diagram-from" type="number" step="any" /></label>
      <label>To, s <input id="diagram-to" type="number" step="any" /></label>
      <label class="check"><input id="diagram-failed" type="checkbox" /> only lost and failed</label>
      <button type="reset">Show everything</button>
    </form>
    <div class="moves" role="group" aria-label="Move the diagram">
      ${button('left', 'Earlier', '←')} ${button('right', 'Later', '→')} ${button('closer', 'Closer', '+')}
      ${button('wider', 'Wider', '−')} ${button('whole', 'The whole run', 'whole run')}
    </div>`;
}

function stage(): Html {
  return markup`<p id="diagram-count" class="note" role="status"></p>
    <div id="diagram-scroll">
      <div id="diagram-spacer">
        <canvas
          id="diagram-canvas"
          tabindex="0"
          role="application"
          aria-label="Space-time diagram; the same events are in the list below"
          aria-describedby="diagram-help"
        ></canvas>
      </div>
    </div>
    <p id="diagram-details" class="event" role="status"></p>
    <p id="diagram-help" class="note">
      Keys: ← and → move, + and − zoom, 0 shows the whole run, ↓ and ↑ go from event to event, Home and End to the
      ends. Drag to move; turn the wheel with Ctrl to zoom, with Shift to move. Shaded: the network was cut; grey:
      not every message of that time is in the page.
    </p>`;
}

function list(): Html {
  return markup`<h3 id="diagram-list-title">The events in the part shown</h3>
    <p id="diagram-which" class="note"></p>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="diagram-list-title">
      <table>
        <thead>
          <tr>
            <th scope="col">at</th>
            <th scope="col" class="word">what</th>
            <th scope="col" class="word">where</th>
            <th scope="col" class="word">what became of it</th>
            <th scope="col" class="word">about</th>
          </tr>
        </thead>
        <tbody id="diagram-rows"></tbody>
      </table>
    </div>
    <div class="moves">
      <button type="button" id="diagram-earlier">Earlier events</button>
      <button type="button" id="diagram-later">Later events</button>
    </div>`;
}
