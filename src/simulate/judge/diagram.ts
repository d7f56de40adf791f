/** The space-time diagram of a simulated run. Its clients have no addresses: each is named after the node that it asks. */

import { proofsOf } from '../../report/diagram/proofs.ts';
import { diagramOf } from '../../report/diagram/record.ts';
import type { Diagram } from '../../report/diagram/recording.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Simulation } from '../simulation.ts';

/** @param limit messages that are shown, at most @returns undefined: nobody kept a journal */
export function trueDiagram(run: Run, simulation: Simulation, limit: number): Diagram | undefined {
  const { cluster, clients, partitions } = simulation;
  const { journal, nodes } = cluster;
  if (journal === undefined) return undefined;
  return diagramOf({
    ...{ journal, limit, startMs: 0, cuts: partitions, operations: clients.operations },
    nodes: nodes.map(({ name }) => name),
    clientOf: (node) => `client of ${node}`,
    proofs: proofsOf(run, clients.operations),
  });
}
