/**
 * report.html: one file that needs no network, the same bytes for the same report.
 *
 * Begin here. `model.ts` is what the page shows, the same for bench and simulator; `sections/`, `charts/` and `slowest/` are
 * its sections from top to bottom, `wording/` the sentences in them, `html/` what all of them are made of.
 */

import { createHash } from 'node:crypto';
import type { Report } from '../schema/report-schema.ts';
import type { SimulationReport } from '../schema/simulation-schema.ts';
import { answers } from './sections/answers.ts';
import { allFigures, audit } from './sections/audit.ts';
import { distribution } from './charts/distribution.ts';
import { messageKinds } from './charts/messages.ts';
import { spreads } from './charts/spread.ts';
import { timelines } from './charts/timeline.ts';
import { tradeOff } from './charts/trade-off.ts';
import { visibility } from './charts/visibility.ts';
import { Html, markup } from './html/html.ts';
import { modelOfBench, modelOfSimulation, type PageModel } from './model.ts';
import { SCRIPT } from './html/script.ts';
import { hasWrites } from './wording/reasons.ts';
import { settings } from './sections/settings.ts';
import { slowest } from './slowest/slowest.ts';
import { STYLES } from './html/styles.ts';
import { literature } from './sections/theory.ts';
import { verdict } from './sections/verdict.ts';
import { described, titleOf } from './wording/what-ran.ts';

/** @param command that runs the bench again, made of the report's settings */
export function renderBenchPage(report: Report, command: string): string {
  return rendered(modelOfBench(report, command));
}

export function renderSimulationPage(report: SimulationReport): string {
  return rendered(modelOfSimulation(report));
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

function sectionsOf(model: PageModel): Section[] {
  const { runs } = model;
  const section = (id: string, title: string, content: Html): Section => ({ id, title, content });
  const ofWrites = (one: Section): Section[] => (hasWrites(model) ? [one] : []);
  const cost = ofWrites(
    section(
      'trade-off',
      'Cost against speed',
      markup`${tradeOff(model)}${spreads(model)}${literature(model)}`,
    ),
  );
  // Whoever varied a setting asks for this first.
  const isFirst = model.varied !== null;
  return [
    isFirst ? cost : [],
    ofWrites(section('distribution', 'How convergence is distributed', distribution(model))),
    section('timeline', 'How the runs went', timelines(runs)),
    ofWrites(section('visibility', 'How likely a read is stale', visibility(model))),
    ofWrites(section('messages', 'What agreement costs', messageKinds(model))),
    isFirst ? [] : cost,
    ofWrites(section('slowest', 'The slowest writes', slowest(model))),
    section('audit', 'Audit', markup`${audit(model)}${allFigures(model)}`),
  ].flat();
}

function rendered(model: PageModel): string {
  const title = titleOf(model);
  const program = `gossipscope ${model.kind}`;
  const last = {
    ...{ id: 'settings', title: 'Settings, and how to run it again' },
    content: settings(model),
  };
  const sections = [...(model.runs.length === 0 ? [] : sectionsOf(model)), last];
  return markup`<!doctype html>
    <html lang="en">
      ${head(`${title} · ${program}`)}
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <p class="program">${program} ${model.version}</p>
          <button type="button" id="theme" hidden>Theme: system</button>
          <h1>${title}</h1>
          <p class="lead">${described(model)}</p>
        </header>
        <main id="content" tabindex="-1">
          ${verdict(model)} ${model.runs.length === 0 ? '' : answers(model)}
          <nav aria-label="Sections">
            <ul>
              ${sections.map((one) => markup`<li><a href="#${one.id}">${one.title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(body)}
        </main>
        <footer>
          <p>All numbers stand in report.json beside this page; times in it are milliseconds.</p>
        </footer>
        <p id="status" class="unseen" role="status"></p>
        <script>${new Html(SCRIPT)}</script>
      </body>
    </html>
`.text;
}

/** The policy holds the page to its word: it can ask for nothing, and runs no script but its own. */
function head(title: string): Html {
  return markup`<head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-${hashOf(SCRIPT)}'"
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
