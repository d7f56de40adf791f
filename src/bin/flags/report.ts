/** Where settings come from and where the report goes: flags of the bench and of the simulator. */

import { MOST_DIAGRAM_MESSAGES } from '../../report/diagram/wanted.ts';
import type { Flag } from './flag.ts';

export const REPORT_FLAGS: readonly Flag[] = [
  {
    name: 'config',
    setting: 'config',
    kind: 'text',
    placeholder: '<file>',
    help: 'take the settings of this report.json; flags win',
  },
  {
    name: 'out',
    setting: 'out',
    kind: 'text',
    placeholder: '<dir>',
    help: 'write report.json and report.html into this directory',
  },
  {
    name: 'full',
    setting: 'full',
    kind: 'switch',
    help: 'print all tables; without it the answers, the charts and the verdict',
  },
  {
    name: 'open',
    setting: 'open',
    kind: 'switch',
    help: 'show report.html in your browser; without --out, from a new folder for temporary files',
  },
  {
    name: 'json',
    setting: 'json',
    kind: 'switch',
    help: 'print the report as JSON on stdout, and nothing else',
  },
];

/** Of commands whose page has the diagram. */
export const DIAGRAM_MESSAGES: Flag = {
  name: 'diagram-messages',
  setting: 'diagramMessages',
  kind: 'number',
  example: '1000000',
  range: { min: 0, max: MOST_DIAGRAM_MESSAGES },
  help: 'messages that the diagram of report.html shows one by one, of all runs together; some 10 bytes each',
};

/** Their values. */
export interface ReportFlags {
  readonly config?: string;
  readonly out?: string;
  readonly full?: boolean;
  readonly open?: boolean;
  readonly json?: boolean;
  readonly diagramMessages?: number;
}
