/** The frame of every page: its head, with a policy that holds it to its word, and what stands around the content. */

import { createHash } from 'node:crypto';
import { Html, markup } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLES } from './styles.ts';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

export interface Frame {
  readonly title: string;
  /** `gossipscope bench`. */
  readonly program: string;
  readonly version: string;
  /** A few sentences below the title. */
  readonly lead: string;
  /** What comes before the sections. */
  readonly opening: Html;
  readonly sections: readonly Section[];
  /** The file beside the page with all numbers. */
  readonly numbers: string;
  /** What some sections need, beside what every page does. */
  readonly script?: string;
}

export function documentOf({
  title,
  program,
  version,
  lead,
  opening,
  sections,
  numbers,
  script,
}: Frame): string {
  const scripts = [SCRIPT, ...(script === undefined ? [] : [script])];
  return markup`<!doctype html>
    <html lang="en">
      ${head(`${title} · ${program}`, scripts)}
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <p class="program">${program} ${version}</p>
          <button type="button" id="theme" hidden>Theme: system</button>
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
        </header>
        <main id="content" tabindex="-1">
          ${opening}
          <nav aria-label="Sections">
            <ul>
              ${sections.map((one) => markup`<li><a href="#${one.id}">${one.title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(body)}
        </main>
        <footer>
          <p>All numbers stand in ${numbers} beside this page; times in it are milliseconds.</p>
        </footer>
        <p id="status" class="unseen" role="status"></p>
        ${scripts.map((one) => markup`<script>${new Html(one)}</script> `)}
      </body>
    </html>
`.text;
}

/** The page can ask for nothing, and runs no script but its own. */
function head(title: string, scripts: readonly string[]): Html {
  const hashes = scripts.map((script) => `'sha256-${hashOf(script)}'`).join(' ');
  return markup`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${new Html(hashes)}"
    />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <style>${new Html(STYLES)}</style>
  </head>`;
}

function body({ id, title, content }: Section): Html {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section> `;
}

function hashOf(script: string): string {
  return createHash('sha256').update(script).digest('base64');
}
