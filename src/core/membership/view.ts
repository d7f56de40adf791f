/**
 * Who counts, as one value that all nodes agree on: the members of the cluster, each one life of one node, and how far it is on its
 * way in or out. A view is made of the one before by one change; nothing else makes it another one, and no clock does.
 */

import type { NodeId, Origin } from '../../protocol/names.ts';
import type {
  MemberState,
  WireChange,
  WireProposal,
  WireView,
  WireViewId,
} from '../../protocol/membership.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';
import { compareText } from '../../base/order.ts';
import { nodeOf } from '../store/dot.ts';

/** Lives that may have come and gone: with each restart without memory there is one more. */
const GONE_LIMIT = 4096;

export class View {
  readonly id: WireViewId;
  readonly members: ReadonlyMap<Origin, MemberState>;
  /** Where members listen for the others: of those that have said so. */
  readonly addresses: ReadonlyMap<Origin, string>;
  /** Lives that were members once. None of them ever is again. */
  readonly gone: ReadonlySet<Origin>;
  /** The marks of the views before, the latest first: who knows one of them knows that this view came of it. */
  readonly history: readonly string[];
  readonly #lives: ReadonlyMap<NodeId, Origin>;
  readonly #names: ReadonlySet<string>;

  constructor([id, members, gone, history]: WireView) {
    this.id = id;
    const sorted = members.toSorted(([a], [b]) => compareText(a, b));
    this.members = new Map(sorted.map(([life, state]) => [life, state]));
    this.addresses = new Map(
      sorted.flatMap(([life, , address]) => (address === undefined ? [] : [[life, address]])),
    );
    this.gone = new Set(gone);
    this.history = history;
    this.#lives = new Map([...this.members.keys()].map((life) => [nodeOf(life), life]));
    this.#names = new Set([...this.members.keys(), ...gone].map(nodeOf));
  }

  /** The first view of a cluster: nobody else can know of it yet. @param address of a node that founds it alone */
  static founded(lives: readonly Origin[], mark: string, address?: string): View {
    return new View([[1, mark], lives.map((life) => member(life, 'active', address)), [], []]);
  }

  toWire(): WireView {
    const members = [...this.members].map(([life, state]) => member(life, state, this.addresses.get(life)));
    return [this.id, members, [...this.gone], this.history];
  }

  get number(): number {
    return this.id[0];
  }

  /** @param id as it came: anything that is none is not the same */
  isSame(id: WireViewId | undefined): boolean {
    return id?.[0] === this.id[0] && id[1] === this.id[1];
  }

  /** Whether this view came of the other one. False where that is too long ago to tell. */
  descendsFrom([number, mark]: WireViewId): boolean {
    return this.history[this.number - number - 1] === mark;
  }

  /** Whether it came before this view, as far as can be told. @param id as it came: anything that is none did not */
  isAfter(id: WireViewId | undefined): boolean {
    if (!Array.isArray(id) || !Number.isSafeInteger(id[0]) || id[0] >= this.number) return false;
    return this.descendsFrom(id) || this.number - id[0] > this.history.length;
  }

  stateOf(life: Origin): MemberState | undefined {
    return this.members.get(life);
  }

  /** Whether a node is or was a member: its writes may be about. */
  wasMember(node: string): boolean {
    return this.#names.has(node);
  }

  /** The life of a node that is a member. */
  lifeOf(node: string): Origin | undefined {
    return this.#lives.get(node as NodeId);
  }

  /** The lives in one of these states, in one order everywhere. */
  those(...states: readonly MemberState[]): Origin[] {
    return [...this.members].filter(([, state]) => states.includes(state)).map(([life]) => life);
  }

  /** Whose acknowledgement a change needs: most of these. */
  get voters(): Origin[] {
    return this.those('active');
  }

  get majority(): number {
    return (this.voters.length >> 1) + 1;
  }

  /** The view that the change makes of this one; else why it makes none, in words. */
  after([mark, change, address]: WireProposal): View | string {
    const problem = this.problemWith(change);
    if (problem !== undefined) return problem;
    const members = new Map(this.members);
    const addresses = new Map(this.addresses);
    const gone = new Set(this.gone);
    const [kind, life, successor] = change;
    if (kind === 'join') members.set(life, 'joining');
    else if (kind === 'activate') members.set(life, 'active');
    else if (kind === 'leave') members.set(life, 'leaving');
    else {
      members.delete(life);
      gone.add(life);
      if (successor !== undefined) members.set(successor, 'joining');
    }
    const comes = kind === 'join' ? life : successor;
    if (comes !== undefined && address !== undefined) addresses.set(comes, address);
    const history = [this.id[1], ...this.history].slice(0, WIRE_LIMITS.viewHistory);
    const all = [...members].map(([one, state]) => member(one, state, addresses.get(one)));
    return new View([[this.number + 1, mark], all, [...gone], history]);
  }

  /** Why a change cannot be made of this view; undefined: it can. */
  problemWith([kind, life, successor]: WireChange): string | undefined {
    const state = this.stateOf(life);
    const node = nodeOf(life);
    if (kind === 'join') return this.#joinProblem(life, undefined);
    if (kind === 'activate')
      return state === 'joining' ? undefined : `${node} is ${state ?? 'no member'}, and cannot become active`;
    if (kind === 'left')
      return state === 'leaving' ? undefined : `${node} is ${state ?? 'no member'}, and was not leaving`;
    if (state === undefined) return `${node} is no member any more, or another life of it is`;
    if (kind === 'leave' && state !== 'active') return `${node} is ${state}, and cannot begin to leave`;
    if (state === 'active' && this.voters.length === 1)
      return `${node} is the only active member: nobody could change anything without it`;
    return successor === undefined ? undefined : this.#joinProblem(successor, life);
  }

  #joinProblem(life: Origin, inPlaceOf: Origin | undefined): string | undefined {
    const node = nodeOf(life);
    const present = this.lifeOf(node);
    if (this.gone.has(life)) return `this life of ${node} was a member, and is no more: start it empty`;
    if (present === life) return `${node} is a member already`;
    if (present !== undefined && present !== inPlaceOf)
      return `another life of ${node} is a member: replace it`;
    if (this.gone.size >= GONE_LIMIT) return `${GONE_LIMIT} lives have come and gone: found a new cluster`;
    // One that comes in another one's place makes the cluster no larger.
    if (inPlaceOf === undefined && this.members.size >= WIRE_LIMITS.members)
      return `there are ${WIRE_LIMITS.members} members already: remove one first`;
    return undefined;
  }
}

function member(life: Origin, state: MemberState, address: string | undefined): WireView[1][number] {
  return address === undefined ? [life, state] : [life, state, address];
}
