/** report.html of `tune`: the recommendation, and what else could be had for which cost. */

import type { TuneReport } from '../schema/tune-schema.ts';
import { goalText, marginsOf, nextText, noneText } from '../words/tuned.ts';
import { front } from './charts/front.ts';
import { documentOf } from './html/document.ts';
import { markup, type Html, NOTHING } from './html/html.ts';
import { tableOf } from './html/tables.ts';
import { commandBlock, rowsOf } from './sections/settings.ts';
import { counted, roundDuration, roundPercent } from './wording/words.ts';

export function renderTunePage(report: TuneReport): string {
  const { settings, tool, recommended, candidates, runs } = report;
  const { nodes, latencyMs, lossRatio, ratePerSec, durationMs, workload } = settings;
  const loss = lossRatio === 0 ? '' : ` and ${roundPercent(lossRatio)} loss`;
  return documentOf({
    title: `${counted(nodes, 'replica')}: ${recommended === null ? 'no recommendation' : recommended.name}`,
    ...{ program: 'gossipscope tune', version: tool.version, numbers: 'report.json' },
    lead: `In virtual time: workload ${workload}, ${counted(ratePerSec, 'operation')} a second for ${roundDuration(durationMs)}, a message takes ${roundDuration(latencyMs)}${loss}. Wanted: ${goalText(report)}. Tried: ${counted(candidates, 'set')} of settings in ${counted(runs, 'run')}.`,
    opening: verdict(report),
    sections: [
      { id: 'front', title: 'What else could be had', content: front(report) },
      { id: 'settings', title: 'Settings, and how to run it again', content: settingsOf(report) },
    ],
  });
}

function verdict(report: TuneReport): Html {
  const { recommended, next } = report;
  if (recommended === null)
    return markup`<div class="verdict bad">
      <p class="headline"><span class="mark" aria-hidden="true">✗</span> ${noneText(report)}</p>
    </div>`;
  const others =
    next.length === 0
      ? NOTHING
      : markup`<p><strong>The next best</strong></p>
          <ul>${next.map((one) => markup`<li>${nextText(one)}</li>`)}</ul>`;
  return markup`<div class="verdict good">
    <p class="headline"><span class="mark" aria-hidden="true">✓</span> ${recommended.name}</p>
    <ul>${marginsOf(report, recommended).map((text) => markup`<li>${text}</li>`)}</ul>
    ${others}
  </div>`;
}

function settingsOf({ confirm, replay, settings }: TuneReport): Html {
  return markup`${
    confirm === null
      ? NOTHING
      : markup`<p>The command that tries the recommendation with real processes:</p>
          ${commandBlock(confirm, 'confirm')}`
  }
    <p>The command that searches again, with the same result to the last byte:</p>
    ${commandBlock(replay, 'command')}
    <details>
      <summary>All settings</summary>
      ${tableOf({ caption: 'Settings', head: ['setting', 'value'], rows: rowsOf(settings), wordColumns: [1] })}
    </details>`;
}
