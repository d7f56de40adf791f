/**
 * report.html: one file that needs no network, the same bytes for the same report.
 *
 * Begin here. `model.ts` is what the page shows, the same for bench and simulator; `sections/`, `charts/` and `slowest/` are
 * its sections from top to bottom, `wording/` the sentences in them, `html/` what all of them are made of.
 */

import type { Report } from '../schema/report-schema.ts';
import type { Diagram } from '../diagram/recording.ts';
import type { SimulationReport } from '../schema/simulation-schema.ts';
import { agents } from './sections/agents.ts';
import { answers } from './sections/answers.ts';
import { allFigures, audit } from './sections/audit.ts';
import { availability, haveFailures } from './sections/availability.ts';
import { distribution } from './charts/distribution.ts';
import { messageKinds } from './charts/messages.ts';
import { spreads } from './charts/spread.ts';
import { timelines } from './charts/timeline.ts';
import { tradeOff } from './charts/trade-off.ts';
import { visibility } from './charts/visibility.ts';
import { diagramSection, hasDiagram } from './diagram/section.ts';
import { viewerScript } from './diagram/viewer-script.ts';
import { documentOf, type Section } from './html/document.ts';
import { markup, type Html } from './html/html.ts';
import { modelOfBench, modelOfSimulation, type PageModel } from './model.ts';
import { hasWrites } from './wording/reasons.ts';
import { probed } from './sections/probes.ts';
import { repeats } from './sections/repeats.ts';
import { settings } from './sections/settings.ts';
import { slowest } from './slowest/slowest.ts';
import { literature } from './sections/theory.ts';
import { verdict } from './sections/verdict.ts';
import { described, titleOf } from './wording/what-ran.ts';

/** @param command that runs the bench again, made of the report's settings */
export function renderBenchPage(report: Report, command: string, diagrams: readonly Diagram[] = []): string {
  return rendered(modelOfBench(report, command, diagrams));
}

export function renderSimulationPage(report: SimulationReport, diagrams: readonly Diagram[] = []): string {
  return rendered(modelOfSimulation(report, diagrams));
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
  const isFirst = model.varied.length > 0;
  return [
    runs.every(({ all }) => all.length === 1) ? [] : [section('repeats', 'Over all seeds', repeats(runs))],
    isFirst ? cost : [],
    ofWrites(
      section(
        'distribution',
        'How convergence is distributed',
        markup`${distribution(model)}${probed(runs)}`,
      ),
    ),
    section('timeline', 'How the runs went', timelines(runs)),
    hasDiagram(model) ? section('diagram', 'Every message', diagramSection(model)) : [],
    haveFailures(runs) ? section('availability', 'How many operations were served', availability(runs)) : [],
    ofWrites(section('visibility', 'How likely a read is stale', visibility(model))),
    ofWrites(section('messages', 'What agreement costs', messageKinds(model))),
    isFirst ? [] : cost,
    ofWrites(section('slowest', 'The slowest writes', slowest(model))),
    section('audit', 'Audit', markup`${audit(model)}${agents(runs)}${allFigures(model)}`),
  ].flat();
}

function rendered(model: PageModel): string {
  const last = {
    ...{ id: 'settings', title: 'Settings, and how to run it again' },
    content: settings(model),
  };
  return documentOf({
    ...{ title: titleOf(model), program: `gossipscope ${model.kind}`, version: model.version },
    ...{ lead: described(model), numbers: 'report.json' },
    opening: markup`${verdict(model)} ${model.runs.length === 0 ? '' : answers(model)}`,
    ...(hasDiagram(model) ? { script: viewerScript() } : {}),
    sections: [...(model.runs.length === 0 ? [] : sectionsOf(model)), last],
  });
}
