/**
 * One write's trace: the tree along which it spread. Dots on the other dashboards lead here, because those who may only look
 * may not open Grafana's Explore. It asks Tempo, not Prometheus, so it stands apart from the rest.
 */
/* oxlint-disable typescript/no-deprecated */

import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { DataqueryBuilder, SearchTableType } from '@grafana/grafana-foundation-sdk/tempo';
import { APPLY_SPAN, ATTRIBUTE, WRITE_SPAN } from '../../src/observe/tracing/span-catalogue.ts';

export const TRACE_UID = 'gossipscope-trace';
const TEMPO = { type: 'tempo', uid: '${tempo}' };
const SLOWEST = 20;

export function buildTraceDashboard(): dashboard.Dashboard {
  const variables = [
    new dashboard.DatasourceVariableBuilder('tempo')
      .label('Traces')
      .description('The Tempo to which nodes send their spans.')
      .type('tempo'),
    new dashboard.TextBoxVariableBuilder('trace')
      .label('Trace')
      .description('The id of the trace to show: click one in the table, or a dot on another dashboard.')
      .defaultValue(''),
    new dashboard.TextBoxVariableBuilder('slower')
      .label('Slower than')
      .description('The table lists writes that took longer than this to reach all replicas.')
      .defaultValue('200ms'),
  ];
  const built = new dashboard.DashboardBuilder('gossipscope / Trace')
    .uid(TRACE_UID)
    .description('One write as a tree: where it was accepted, from whom each replica had it, and when.')
    .tags(['gossipscope'])
    .readonly()
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .variables(variables)
    .withPanel(slowWrites())
    .withPanel(trace())
    .build();
  built.panels?.forEach((panel, index) => (panel.id = index + 1));
  return built;
}

function slowWrites(): Table {
  const query = `{ span:name = "${WRITE_SPAN.name}" && span:duration > $slower } | select(span.${ATTRIBUTE.origin}, span.${ATTRIBUTE.convergenceMs})`;
  const open = new dashboard.DashboardLinkBuilder('Show it below').url(
    `/d/${TRACE_UID}/?\${__url_time_range}&var-trace=\${__value.raw}`,
  );
  return new Table()
    .title('Slow writes')
    .description(
      'Traced writes that took longer than `Slower than` to reach all replicas: click one to see it below. Most of them have waited for a partition to heal.',
    )
    .datasource(TEMPO)
    .unit('ms')
    .span(24)
    .height(8)
    .targets([search(query).limit(SLOWEST).spss(1).tableType(SearchTableType.Traces)])
    .overrideByName('traceID', [{ id: 'links', value: [open.build()] }]);
}

function trace(): dashboard.PanelBuilder {
  return new dashboard.PanelBuilder()
    .type('traces')
    .title('How it spread')
    .description(
      `From top to bottom: the write (\`${WRITE_SPAN.name}\`) at the node that accepted it, then each replica's application of it (\`${APPLY_SPAN.name}\`), ` +
        'under the one from which it came. A bar starts when the message left and ends when the write took effect. A gap before a bar: the message was lost, or the network cut.',
    )
    .datasource(TEMPO)
    .span(24)
    .height(18)
    .targets([search('$trace')]);
}

function search(query: string): DataqueryBuilder {
  return new DataqueryBuilder().refId('A').datasource(TEMPO).queryType('traceql').query(query).filters([]);
}
