/** The space-time diagram of a run of the bench: its journal, its operations, and what proves that something failed. */

import type { Journal } from '../../net/journal/journal.ts';
import { idsOf, proofsOf } from '../../report/diagram/proofs.ts';
import { diagramOf } from '../../report/diagram/record.ts';
import type { Diagram } from '../../report/diagram/recording.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import { clientAddresses } from '../clients/addresses.ts';
import { failuresText } from './availability.ts';
import type { Evidence } from './evidence.ts';
import { failedOperations } from './processes.ts';

/** @param limit messages that are shown, at most */
export function seenDiagram(run: Run, evidence: Evidence, journal: Journal, limit: number): Diagram {
  const { clients, finalReads, nodes, startedAtMs, partitions } = evidence;
  const operations = [...clients.operations, ...finalReads];
  const addresses = clientAddresses(nodes, 'load');
  const failures = failuresText(evidence);
  return diagramOf({
    ...{ journal, nodes, operations, limit, startMs: startedAtMs, cuts: partitions },
    clientOf: (node) => addresses.get(node) ?? '',
    proofs: {
      ...proofsOf(run, operations),
      ...(failures === undefined ? {} : { [failures]: idsOf(failedOperations(evidence).others) }),
    },
  });
}
