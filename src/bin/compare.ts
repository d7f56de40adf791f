/** `gossipscope compare`: what changed between reports, and an exit code that says whether it was too much. */

import process from 'node:process';
import { Command } from 'commander';
import { compareReports } from '../report/compare/compare.ts';
import {
  renderComparisons,
  renderMarkdown,
  unheldText,
  type Broken,
} from '../report/compare/compare-text.ts';
import { isBroken, isHeld, type Threshold } from '../report/compare/threshold.ts';
import { screenOf } from '../report/text/paint.ts';
import { readReports } from './compare/inputs.ts';
import { COMPARE_HELP } from './compare/help.ts';
import { COMPARE_FLAGS } from './flags/compare.ts';
import type { CommandFlags } from './flags/flag.ts';
import { addFlags, givenTo, valuesOf } from './flags/option.ts';
import { EXIT } from './terminal/exit-codes.ts';
import { usageError } from './terminal/usage-error.ts';

const COMPARE: CommandFlags = {
  ...{ name: 'compare', flags: COMPARE_FLAGS },
  ...{ defaults: {}, schemas: {}, variables: [] },
};

export function compareCommand(): Command {
  const command = new Command('compare')
    .description('Compares reports of bench or simulate: what changed, and how sure that is.')
    .argument('<reports...>', 'report.json files, or folders of them; the first is what was before')
    .addHelpText('after', COMPARE_HELP);
  return addFlags(command, COMPARE).action((paths: string[]) => run(command, paths));
}

interface Values {
  readonly failOn?: readonly Threshold[];
  readonly markdown?: boolean;
  readonly json?: boolean;
}

function run(command: Command, paths: readonly string[]): void {
  const {
    failOn = [],
    markdown = false,
    json = false,
  } = valuesOf(givenTo(command, COMPARE), COMPARE) as Values;
  if (markdown && json) usageError(command, '--markdown and --json: choose one of them');
  const [before, ...others] = readReports(paths);
  if (before === undefined) return;
  const comparisons = others.map((after) => compareReports(before, after));
  const broken = comparisons.flatMap(({ changes, after }) =>
    failOn.flatMap((threshold): Broken[] =>
      changes
        .filter((change) => isBroken(threshold, change))
        .map((change) => ({ threshold: threshold.text, change, after })),
    ),
  );
  const unheld = comparisons.flatMap((one) =>
    failOn.filter((threshold) => !isHeld(threshold, one.changes)).map(({ text }) => unheldText(text, one)),
  );
  const { stdout, env } = process;
  stdout.write(
    json
      ? `${JSON.stringify({ comparisons, broken, unheld }, null, 2)}\n`
      : markdown
        ? renderMarkdown(comparisons, { broken, unheld })
        : renderComparisons(comparisons, { broken, unheld }, screenOf(stdout, env)),
  );
  process.exitCode = broken.length > 0 ? EXIT.unsound : EXIT.ok;
}
