/**
 * A cluster as the engine of the bench sees it, wherever its nodes run: whom to ask, and what is known of them. The nodes are processes of
 * the bench (`cluster.ts`), or services that were there before it (`attached/`).
 */

import type { RequestBody } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import type { ClientSet } from '../clients/client-set.ts';
import type { RequestClient } from '../clients/request-client.ts';
import type { CpuTime } from './cpu-time.ts';
import type { Wire } from './wire.ts';

export interface MeasuredCluster {
  readonly names: readonly string[];
  readonly router: Wire;
  readonly clients: ClientSet;
  /** Makes the load. */
  readonly load: RequestClient;
  /** Without those that were lost with their agent. */
  readonly present: readonly string[];
  readonly lost: ReadonlySet<string>;
  /** How many nodes there are now. */
  readonly running: number;
  /** Where the nodes can be scraped by anybody on this machine, by name. */
  readonly metricsUrls: ReadonlyMap<string, string>;
  /** The same promise, but rejected as soon as a node fails. @throws {NodeFailure} */
  guard<T>(promise: Promise<T>): Promise<T>;
  /** Ends the run. Returns a promise that never resolves, so that nobody goes on with that node. */
  fail(node: string, what: string): Promise<never>;
  /**
   * A node did not answer: undefined where it turns out to be lost, else a failure. @throws {NodeFailure}
   * @param what completes the sentence that begins with its name
   */
  unanswered(node: string, what: string): Promise<Body | undefined>;
  /** Asks every node; an error or silence is a failure of that node. @returns the answers, by name */
  askAll(request: (name: string) => RequestBody): Promise<Map<string, Body>>;
  /** What the processors gave the node so far, as far as the system tells. */
  cpuTimeOf(node: string): CpuTime | undefined;
  /** What nodes printed since their last newline, in words that follow their names. */
  unfinished(): { readonly node: string; readonly text: string }[];
}
