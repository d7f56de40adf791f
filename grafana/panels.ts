/** The kinds of panel that the dashboards are made of: each needs a title, a description, a unit and its queries, or it is no panel. */

import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder as Heatmap,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Budget } from './budgets.ts';
import { DATA_SOURCE, describe, targetsOf, type Query } from './query.ts';

/** Grafana's names of units. */
export const UNITS = {
  seconds: 's',
  share: 'percentunit',
  count: 'short',
  perSecond: 'cps',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  none: 'none',
} as const;

export interface PanelText {
  readonly title: string;
  /** For somebody who sees this for the first time: what it shows, what is good, what to do when it is not. */
  readonly description: string;
  readonly unit: keyof typeof UNITS;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  readonly budget?: Budget;
  /** To line up with its neighbours; each kind of panel has its own. */
  readonly height?: number;
}

export type AnyPanel = BarGauge | Heatmap | Stat | StateTimeline | Table | TimeSeries;

const STAT_HEIGHT = 4;
const TABLE_HEIGHT = 6;
const GRAPH_HEIGHT = 8;

/** One number, and its course in the background. */
export function stat(text: PanelText): Stat {
  const reduce = new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']);
  return dressed(new Stat(), text, STAT_HEIGHT)
    .targets(targetsOf(text.queries, 'range'))
    .graphMode(common.BigValueGraphMode.Area)
    .colorMode(text.budget === undefined ? common.BigValueColorMode.None : common.BigValueColorMode.Value)
    .reduceOptions(reduce);
}

/** Lines over time. `stacked`: parts of a whole. */
export function graph(text: PanelText & { readonly stacked?: boolean }): TimeSeries {
  const panel = dressed(new TimeSeries(), text, GRAPH_HEIGHT)
    .targets(targetsOf(text.queries, 'range'))
    .lineWidth(1)
    .fillOpacity(text.stacked === true ? 30 : 5)
    .showPoints(common.VisibilityMode.Never)
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    );
  if (text.stacked === true) {
    panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  }
  if (text.budget !== undefined) {
    const dashes = new common.GraphThresholdsStyleConfigBuilder();
    panel.thresholdsStyle(dashes.mode(common.GraphThresholdsStyleMode.Dashed));
  }
  return panel;
}

/** How many observations fell into each bucket, over time; a dot is one that was traced. */
export function heatmap(text: PanelText): Heatmap {
  const { unit } = text;
  return dressed(new Heatmap(), text, GRAPH_HEIGHT)
    .targets(targetsOf(text.queries, 'heatmap'))
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(UNITS[unit]).axisPlacement(common.AxisPlacement.Left))
    .color(
      new HeatmapColorOptionsBuilder()
        .mode(HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .steps(64)
        .exponent(0.5),
    )
    .tooltip(new HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true))
    .exemplarsColor('rgba(87, 148, 242, 0.9)')
    .cellGap(1)
    .showLegend();
}

/** When something was on. @param states what each value means, and its colour */
export function timeline(
  text: PanelText,
  states: Readonly<Record<number, readonly [string, string]>>,
): StateTimeline {
  const options = Object.entries(states).map(([value, [meaning, color]], index) => [
    value,
    { text: meaning, color, index },
  ]);
  return dressed(new StateTimeline(), text, GRAPH_HEIGHT)
    .targets(targetsOf(text.queries, 'range'))
    .mappings([
      {
        type: dashboard.MappingType.ValueToText,
        options: Object.fromEntries(options) as Record<string, dashboard.ValueMappingResult>,
      },
    ])
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
    .mergeValues(true)
    .showValue(common.VisibilityMode.Auto)
    .rowHeight(0.8);
}

/** The mean over the time range, a bar for each query, to be compared. */
export function bars(text: PanelText): BarGauge {
  return dressed(new BarGauge(), text, GRAPH_HEIGHT)
    .targets(targetsOf(text.queries, 'range'))
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['mean']))
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Basic);
}

/** The labels of series as rows. @param columns these labels, in this order */
export function table(text: PanelText, columns: readonly string[]): Table {
  const hidden = ['Time', 'Value', '__name__'];
  return dressed(new Table(), text, TABLE_HEIGHT)
    .targets(targetsOf(text.queries, 'table'))
    .transformations([
      {
        id: 'organize',
        options: {
          excludeByName: Object.fromEntries(hidden.map((name) => [name, true])),
          indexByName: Object.fromEntries(columns.map((name, index) => [name, index])),
        },
      },
    ]);
}

function dressed<Panel extends AnyPanel>(panel: Panel, text: PanelText, ownHeight: number): Panel {
  const { title, description, queries, unit, width, budget, height = ownHeight } = text;
  panel
    .title(title)
    .description(describe(description, queries))
    .datasource(DATA_SOURCE)
    .unit(UNITS[unit])
    .span(width)
    .height(height)
    .min(0)
    .thresholds(thresholdsOf(budget));
  return panel;
}

function thresholdsOf(budget: Budget | undefined): dashboard.ThresholdsConfigBuilder {
  const base = { value: null, color: 'green' };
  const steps =
    budget === undefined
      ? [base]
      : [base, { value: budget.warn, color: 'orange' }, { value: budget.bad, color: 'red' }];
  return new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps);
}
