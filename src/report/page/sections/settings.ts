/** All settings of a report, and the command that runs it again. */

import { markup, type Html, NOTHING, type Part } from '../html/html.ts';
import type { PageModel } from '../model.ts';
import { tableOf } from '../html/tables.ts';
import { roundDuration } from '../wording/words.ts';

export function settings(model: PageModel): Html {
  const { command, machine, version, runs, varied, kind } = model;
  // The settings of its report are those of its first point alone.
  const isSweep = varied.length > 0 && kind === 'simulate';
  const began = runs[0]?.run.startedAt ?? null;
  const rows: Part[][] = [
    ['gossipscope', version],
    ...(machine === null
      ? []
      : [['machine', `${machine.platform}, Node.js ${machine.nodejs}, ${machine.cpus} processors`]]),
    ...(began === null || kind === 'simulate' ? [] : [['began', began]]),
    ...varied.map(({ flag, values }) => [`${flag}, varied`, values.join(', ')]),
    ...rowsOf(model.settings),
  ];
  return markup`<p>
      The command that runs it again${kind === 'simulate' ? ', with the same result to the last byte' : ''}:
    </p>
    ${commandBlock(command, 'command')}
    ${isSweep ? NOTHING : markup`<p class="note">Or <code>gossipscope ${kind} --config report.json</code>, with the report.json beside this page: flags win over it.</p>`}
    <details>
      <summary>All settings</summary>
      ${tableOf({ caption: 'Settings', head: ['setting', 'value'], rows, wordColumns: [1] })}
    </details>
    ${isSweep ? markup`<p class="note">The settings are those of the first point.</p>` : NOTHING}`;
}

/** A command, with a button that copies it. @param id unique on the page */
export function commandBlock(command: string, id: string): Html {
  return markup`<div class="command">
    <pre tabindex="0"><code id="${id}">${wordsOf(command)}</code></pre>
    <button type="button" class="copy" hidden data-copy="${id}" aria-label="Copy the command">Copy</button>
  </div>`;
}

type Setting = string | number | boolean | null | readonly string[];
type Settings = Readonly<Record<string, Setting | undefined | Readonly<Record<string, Setting>>>>;

export function rowsOf(values: Settings, prefix = ''): Part[][] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined
      ? []
      : isGroup(value)
        ? rowsOf(value, `${prefix}${name} · `)
        : [[markup`${prefix}<code>${name}</code>`, textOf(name, value)]],
  );
}

function isGroup(value: Settings[string]): value is Readonly<Record<string, Setting>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names of the settings end in their units. */
function textOf(name: string, value: Setting): string {
  if (value === null) return '–';
  if (typeof value === 'object') return value.length === 0 ? '–' : value.join(', ');
  return typeof value === 'number' && name.endsWith('Ms') ? roundDuration(value) : `${value}`;
}

/** Lines are broken at spaces: browsers would break them after each hyphen of a flag. */
function wordsOf(command: string): Part[] {
  return command
    .split(/(?<=\s)/)
    .map((word) =>
      word.startsWith('-')
        ? markup`<span class="flag">${word.trimEnd()}</span>${/\s*$/.exec(word)?.[0] ?? ''}`
        : word,
    );
}
