/**
 * What all dashboards share: variables, annotations, links to each other, rows from top to bottom, and the numbers of panels.
 * It is the classic dashboard, which every Grafana reads from a file; its successor (dashboardv2) only the newest ones do.
 */
/* oxlint-disable typescript/no-deprecated */

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { AnyPanel } from './panels.ts';
import { DATA_SOURCE } from './query.ts';

export interface Row {
  readonly title: string;
  readonly panels: readonly AnyPanel[];
}

export interface Board {
  /** Also the name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables?: readonly dashboard.TextBoxVariableBuilder[];
  readonly rows: readonly Row[];
}

const TAG = 'gossipscope';

export function build(board: Board): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags([TAG])
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .time({ from: 'now-15m', to: 'now' })
    .refresh('10s')
    .timezone('browser')
    .variables([...common(), ...(board.variables ?? [])])
    .annotations(annotations())
    .link(
      new dashboard.DashboardLinkBuilder('gossipscope')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([TAG])
        .includeVars(true)
        .keepTime(true),
    );
  for (const { title, panels } of board.rows) {
    builder.withRow(new dashboard.RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  const built = builder.build();
  built.panels?.forEach((panel, index) => (panel.id = index + 1));
  // The SDK would hide links and annotations in a menu.
  for (const item of [...(built.links ?? []), ...(built.annotations.list ?? [])]) delete item.placement;
  return built;
}

function common(): (dashboard.DatasourceVariableBuilder | dashboard.QueryVariableBuilder)[] {
  return [
    new dashboard.DatasourceVariableBuilder('datasource')
      .label('Data source')
      .description('The Prometheus that scrapes the nodes or the bench.')
      .type('prometheus'),
    choice('job', 'label_values(gossip_build_info, job)', '.+')
      .label('Job')
      .description('What the scrape configuration of Prometheus calls this cluster.'),
    choice('instance', 'label_values(gossip_build_info{job=~"$job"}, instance)', '.+')
      .label('Instance')
      .description("A target of Prometheus: a node, or a bench, which shows all its nodes' metrics."),
    choice('node', 'label_values(gossip_writes_total{job=~"$job", instance=~"$instance"}, node)', '.*')
      .label('Node')
      .description(
        "Nodes behind a bench's endpoint. Empty where each node is scraped by itself: choose instances there.",
      ),
  ];
}

function choice(name: string, query: string, allValue: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .datasource(DATA_SOURCE)
    .query(query)
    .definition(query)
    .multi(true)
    .includeAll(true)
    .allValue(allValue)
    .current({ selected: true, text: 'All', value: '$__all' })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.NaturalAsc);
}

/** Where nodes are scraped by themselves the bench is another instance, so only its job is asked for. */
function annotations(): dashboard.AnnotationQueryBuilder[] {
  return [
    annotation(
      'Partition',
      'red',
      'gossip_bench_partition_active{job=~"$job"} == 1',
      'The bench has cut the network',
    ),
    annotation('Phase of the bench', 'blue', 'gossip_bench_phase{job=~"$job"} == 1', 'bench: {{phase}}'),
    annotation(
      'Suspected',
      'orange',
      'max by (job) (gossip_peers{job=~"$job", state="suspected"}) > 0',
      'Nodes suspect that peers are unreachable',
    ),
  ];
}

function annotation(
  name: string,
  color: string,
  expr: string,
  title: string,
): dashboard.AnnotationQueryBuilder {
  const target = new DataqueryBuilder().refId('Anno').datasource(DATA_SOURCE).expr(expr).range();
  return new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor(color)
    .expr(expr)
    .target(target)
    .titleFormat(title)
    .step('')
    .useValueForTime(false);
}
