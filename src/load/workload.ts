/**
 * What a workload is to its clients: the requests they make, how they read the answers, and what the nodes promise. A workload is
 * one file beside this one that says so, and one line in `workloads.ts`; bench, simulator and report ask it for all they need.
 * It knows nothing of how a node works, so it serves for strangers' nodes, too.
 */

import type { Prng } from '../base/prng.ts';
import type { ConsistencyModel, Promised } from '../check/consistency/models.ts';
import type { WorkloadChecker } from '../check/workloads/verdict.ts';
import type { Body } from '../protocol/envelope.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { KeyChoice } from './key-choice.ts';
import type { ReplyForm } from './reply-form.ts';

export interface Workload {
  readonly name: string;
  /** What its clients share: registers under keys, one value that is read as a whole, or nothing. */
  readonly state: 'keys' | 'whole' | 'none';
  /** The reply to each request, by its type. */
  readonly replies: Readonly<Record<string, ReplyForm>>;
  /** Makes a request of what was drawn for it; may draw more. */
  request(drawn: Drawn, options: LoadOptions): Request;
  /** Judges the answers. Absent where reads and writes of registers are all there is: these are judged as such. */
  readonly checker?: (nodes: readonly string[], skewMs: number, promised?: Promised) => WorkloadChecker;
  /** Of a workload whose state is whole: the request that reads it. */
  readonly readAll?: RequestBody;
  /** Makes its requests of what it was answered before. Absent where any client can make any request. */
  readonly openSession?: () => Session;
  /** Of a workload whose keys are logs: the poll that follows; the first one where there was none before, undefined at the end. */
  readonly readOn?: (
    key: string | number,
    before?: { readonly request: RequestBody; readonly answer: Body },
  ) => RequestBody | undefined;
  /** Of a workload whose state are keys: how one of them is read. */
  readonly registers?: Registers;
  /**
   * Errors that are proper answers to a write that compares first: it changed nothing, and no promise is broken. Of these, a read may
   * find no key; a plain write may not be refused.
   */
  readonly refusals?: readonly ErrorName[];
  /** Its clients can compare and set. */
  readonly hasCas?: true;
  /** Its clients can delete what they wrote. */
  readonly hasDelete?: true;
  /** So few keys Maelstrom's clients ask for at a time, each of which makes room for another: that finds more, and histories stay short. */
  readonly hotKeys?: number;
  /** What its clients write has the size that they are told. */
  readonly hasSizedValues?: true;
  /** Maelstrom's checker takes a request that was not served for one that was answered wrongly. */
  readonly needsEveryAnswer?: true;
  /** So many refusals in a row, and nothing else, are no chance any more: a node that serves none of those requests. */
  readonly refusalsByChance?: number;
  /** How long its clients wait, where that is not as long as others do. */
  readonly timeoutMs?: (meanLatencyMs: number) => number;
  /** Its operations are transactions, judged by the rules of a consistency model: those that can be decided, and the one that is taken where nobody says. */
  readonly models?: { readonly decided: readonly ConsistencyModel[]; readonly usual: ConsistencyModel };
  /** Its clients may name each node its neighbours. */
  readonly hasTopology?: true;
}

/** A client that goes step by step. */
export interface Session extends Pick<Workload, 'request'> {
  /** Its last request was answered, not with an error, and in due form. */
  answered(request: RequestBody, answer: Body): void;
}

export interface Registers {
  read(key: string | number): RequestBody;
  /** JSON text; undefined: there is no such key. */
  valueIn(answer: Body): string | undefined;
  /** The error that says that there is no such key. */
  readonly missing?: ErrorName;
  /** Whose nodes promise to hold the same in the end: of some workloads Maelstrom does not ask it. */
  readonly convergent: 'all' | 'ours';
}

/** How a load is drawn: a share of the settings of a run, and who is asked and who judges. */
export interface LoadOptions {
  readonly readRatio: number;
  /** Share of the writes that compare and set, where clients can. */
  readonly casRatio: number;
  /** Share of the writes that delete, where clients can and our nodes are asked. */
  readonly deleteRatio: number;
  readonly keys: number;
  readonly keyChoice: KeyChoice;
  /** After so many a key makes room for another one, where keys do not last. Absent: as with Maelstrom. */
  readonly maxWritesPerKey?: number;
  /** Operations of a transaction. Absent: as with Maelstrom. */
  readonly maxTxnLength?: number;
  /** 0: values are bare numbers, as those of Maelstrom's own clients. */
  readonly valueBytes: number;
  /** Whose requests are made: those that only our nodes know, or those of Maelstrom's clients. */
  readonly dialect: 'ours' | 'maelstrom';
  /**
   * Whether an element may be added to a set again. From outside it does not show which of the additions a read saw, so only a
   * judge who sees the replicas can tell whether that read was stale.
   */
  readonly repeatsElements: boolean;
}

/** What is drawn for each request, whatever its workload makes of it. */
export interface Drawn {
  /** 1, 2, 3, … in a run. */
  readonly id: number;
  /** True for a share `readRatio` of the requests. */
  readonly isRead: boolean;
  /** How many requests before it were to write: 0, 1, 2, … as Maelstrom numbers what its clients add. */
  readonly writesBefore: number;
  readonly key: number;
  /** The latest request, before this one, that was to write the key; its own where there was none. */
  readonly lastWriteId: number;
  /** For what a workload draws beyond that. */
  readonly rng: Prng;
  readonly chooseKey: () => number;
  /** To be asked before a key is written that was chosen so; false: another has to be chosen. */
  readonly mayWrite: (key: number) => boolean;
}

export type RequestBody = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Request {
  readonly body: RequestBody;
  /** The key under which it is recorded: of several, the first. */
  readonly key: string | number;
  /** What it carries, if it carries anything: a delete of a register does not. */
  readonly value?: unknown;
  /** What it changes; absent: nothing. */
  readonly writes?: Writes;
  /** The keys that it reads before it writes, each a read of its own; `all`: one read of everything. */
  readonly reads: readonly (string | number)[] | 'all';
  /** It compares first, and writes only where that holds. */
  readonly isConditional?: true;
}

/** What a request means, in the words of its workload. How nodes keep it is their affair. */
export type Writes =
  | { readonly type: 'keys'; readonly keys: readonly (string | number)[] }
  | { readonly type: 'element'; readonly element: number }
  | { readonly type: 'delta'; readonly delta: number };

/** Operations without keys are recorded under one. */
export const ONLY_KEY = 'all';
