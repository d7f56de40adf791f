/** What agreement costs: messages and bytes per write, by kind. */

import type { GossipKind } from '../../../protocol/gossip.ts';
import { bytesOfKindPerWrite, messagesPerWrite } from '../../words/figures.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { colour } from '../html/palette.ts';
import { bytes, counted, listed, ratio, shortened } from '../wording/words.ts';
import { axis, axisLabel } from './axes.ts';
import { figureOf, legendOf } from './figure.ts';

/** How many runs get bars of their own. */
const MAX_RUNS = 8;
const ROW_HEIGHT = 16;
const TOP = 30;

/** What each kind of our messages carries, in the protocol's words. */
const KINDS: Readonly<Record<string, string>> = {
  mail: 'writes, from their origin to every replica',
  rumor: 'writes, to random replicas',
  feedback: 'word that a rumor was known',
  pull: 'questions for rumors',
  eager: 'writes, along a tree',
  ihave: 'announcements of writes',
  iwant: 'requests for rumors that were announced',
  graft: 'requests for what was announced',
  prune: 'links taken out of a tree',
  post: 'writes, to the relay',
  batch: 'writes, from the relay to everybody',
  ack: 'acknowledgements',
  digest: 'what a replica knows, for repair',
  delta: 'what the other one lacked',
  symbols: 'what a replica knows, in code',
  join: 'nodes that want neighbours',
  forwardjoin: 'names of nodes that want neighbours, on their way',
  neighbor: 'questions for a link',
  keepalive: 'words between neighbours',
  disconnect: 'links that are given up',
  shuffle: 'names of peers, on their way',
  shufflereply: 'names of peers in return',
  view: 'who belongs to the cluster',
  ping: 'probes',
  pingreq: 'requests to probe another node',
  pingack: 'answers to probes',
  pingnack: 'word that a probe has no answer',
} satisfies Record<GossipKind, string>;

interface Panel {
  readonly title: string;
  readonly of: (run: PageRun, kind: string) => number | null;
  readonly format: (value: number | null) => string;
}

const PANELS: readonly Panel[] = [
  {
    title: 'messages per write',
    of: ({ run }, kind) => messagesPerWrite(run, run.messages.byKind[kind]?.messages),
    format: ratio,
  },
  {
    title: 'bytes per write',
    of: ({ run }, kind) => bytesOfKindPerWrite(run, kind),
    format: bytes,
  },
];

export function messageKinds({ runs, program }: PageModel): Html {
  const known = runs.filter(({ run }) => run.messages.perWrite !== null && run.messages.sent > 0);
  if (known.length === 0) {
    const isSilent = runs.every(({ run }) => run.messages.sent === 0);
    return markup`<p class="none">
      ${isSilent ? 'The nodes sent each other nothing.' : 'No write was acknowledged: there is nothing to count messages against.'}
    </p>`;
  }
  const shown = known.slice(0, MAX_RUNS);
  const kinds = kindsOf(shown);
  return figureOf({
    id: 'messages-chart',
    caption: markup`Messages and bytes between nodes, dropped ones too, over acknowledged writes.
    ${probesNote(shown)}
    ${program === null ? legendOfKinds(kinds) : NOTHING}`,
    alt: `Messages and bytes per write by kind. ${shown.map(altOf).join(' ')}`,
    legend: legendOf(
      shown.map((one) => ({ name: one.name, colour: one.colour, dash: [] })),
      known.length - shown.length,
    ),
    draw: (width) => drawing(shown, kinds, width),
    table: {
      caption: 'Messages and bytes per write, by kind',
      head: ['kind', ...known.flatMap(({ name }) => [`${name}: messages`, 'bytes'])],
      rows: [
        [
          'all',
          ...known.flatMap(({ run }) => [ratio(run.messages.perWrite), bytes(run.messages.bytesPerWrite)]),
        ],
        ...kindsOf(known).map((kind) => [
          kind,
          ...known.flatMap((one) => PANELS.map(({ of, format }) => format(of(one, kind)))),
        ]),
      ],
    },
  });
}

/** Nodes that are measured from outside do not count bytes by kind. */
function probesNote(runs: readonly PageRun[]): string {
  if (!runs.some(({ run }) => run.messages.ofDetection)) return '';
  const sums = runs.some(({ run }) => run.outside) ? 'no sum of messages; bytes are of all kinds' : 'no sum';
  return `Probes of the failure detector are beside them, and in ${sums}.`;
}

/** The most expensive first. */
function kindsOf(runs: readonly PageRun[]): string[] {
  const sums = new Map<string, number>();
  for (const { run } of runs) {
    for (const [kind, { messages }] of Object.entries(run.messages.byKind))
      sums.set(kind, (sums.get(kind) ?? 0) + messages);
  }
  return [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([kind]) => kind);
}

function legendOfKinds(kinds: readonly string[]): Html {
  const known = kinds.filter((kind) => Object.hasOwn(KINDS, kind));
  return markup`${known.map((kind, index) => markup`${index > 0 ? '; ' : ''}<code>${kind}</code> ${KINDS[kind] ?? ''}`)}${known.length > 0 ? '.' : ''}`;
}

function altOf({ name, run }: PageRun): string {
  const { byKind, perWrite: messages, bytesPerWrite } = run.messages;
  const most = Object.entries(byKind).sort(([, a], [, b]) => b.messages - a.messages);
  return `${name}: ${ratio(messages)} messages and ${bytes(bytesPerWrite)} per write, most of them ${listed(most.slice(0, 2).map(([kind]) => kind))}, of ${counted(most.length, 'kind')}.`;
}

/** One bar: the messages of one kind that one run sent. */
interface Bar {
  readonly of: PageRun;
  readonly kind: string;
  /** Whether the name of the kind is beside it. */
  readonly isFirst: boolean;
}

/** One kind's bars, run by run, then an empty row. A run without messages of this kind has no bar. */
function barsOf(runs: readonly PageRun[], kinds: readonly string[]): (Bar | null)[] {
  return kinds.flatMap((kind) => [
    ...runs
      .filter(({ run }) => (run.messages.byKind[kind]?.messages ?? 0) > 0)
      .map((of, index): Bar => ({ of, kind, isFirst: index === 0 })),
    null,
  ]);
}

/** Side by side if there is room, otherwise one below the other. */
function drawing(
  runs: readonly PageRun[],
  kinds: readonly string[],
  width: number,
): { height: number; option: object } {
  const isWide = width > 500;
  const bars = barsOf(runs, kinds);
  const height = bars.length * ROW_HEIGHT;
  // Of no kind are there bytes where nodes are measured from outside.
  const drawn = PANELS.filter(({ of }) => bars.some((bar) => bar !== null && of(bar.of, bar.kind) !== null));
  const panels = drawn.map((panel, at) => ({
    ...{ panel, at, left: 70 + (isWide ? at * (width / 2) : 0) },
    top: TOP + (isWide ? 0 : at * (height + TOP)),
    width: isWide ? width / 2 - 70 - 180 : width - 70 - 130,
  }));
  return {
    height: (isWide ? 1 : drawn.length) * (TOP + height),
    option: {
      title: panels.map(({ panel, left, top }) => titleOf(panel.title, left - 4, top - 26)),
      grid: panels.map(({ left, top, width: own }) => ({ left, top, width: own, height })),
      xAxis: panels.map(({ at }) => axis('value', { gridIndex: at, show: false })),
      yAxis: panels.map(({ at }) =>
        axis('category', {
          ...{ gridIndex: at, inverse: true, axisTick: { show: false } },
          data: bars.map((bar) => (bar?.isFirst === true ? bar.kind : '')),
          axisLabel: axisLabel({ interval: 0 }),
        }),
      ),
      series: panels.map(({ panel, at }) => seriesOf(panel, at, bars, isWide ? 27 : 17)),
    },
  };
}

const titleOf = (text: string, left: number, top: number): object => {
  return { text, left, top, textStyle: { fontSize: 13, fontWeight: 600, color: colour('text') } };
};

/** Each bar names its run, so that nobody has to tell colours apart. */
function seriesOf(
  { of, format }: Panel,
  at: number,
  bars: readonly (Bar | null)[],
  nameLength: number,
): object {
  return {
    ...{ type: 'bar', silent: true, emphasis: { disabled: true }, xAxisIndex: at, yAxisIndex: at },
    barWidth: ROW_HEIGHT - 4,
    label: {
      ...{ show: true, position: 'right', fontSize: 12, color: colour('quiet'), textBorderWidth: 0 },
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const bar = bars[dataIndex];
        return bar ? `${format(of(bar.of, bar.kind))} ${shortened(bar.of.name, nameLength)}` : '';
      },
    },
    data: bars.map((bar) =>
      bar === null ? null : { value: of(bar.of, bar.kind), itemStyle: { color: bar.of.colour } },
    ),
  };
}
