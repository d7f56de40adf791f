/** What nodes may say of who counts: views, and the ballots by which one follows another. Only what changes members uses them. */

import {
  CHANGE_KINDS,
  MEMBER_STATES,
  type WireBallot,
  type WireMembership,
  type WireViewId,
} from '../membership.ts';
import { lifeNamed } from './hearing.ts';
import { WIRE_LIMITS } from './limits.ts';
import { list, oneOf, tuple, value, whole, wrong, type Between, type Part, type Rule } from './rule.ts';

/** Of a mark: a life, a round, and why. */
const MARK_CHARS = 1024;

/** A host's name has 253 characters at most. */
const ADDRESS_CHARS = 300;

/** A life of any node, whether or not it is a member: who joins is none yet. */
const anyLife = value(
  'a node and its incarnation, as in "n1#0"',
  (origin) => lifeNamed(origin) !== undefined,
);

const mark = value(
  `a text of ${MARK_CHARS} characters at most`,
  (text) => typeof text === 'string' && text.length <= MARK_CHARS,
);

const address = value(
  `an address of 1 to ${ADDRESS_CHARS} characters`,
  (text) => typeof text === 'string' && text !== '' && text.length <= ADDRESS_CHARS,
);
const ADDRESS: Part = { name: 'address', rule: address, isOptional: true };

export const viewIdRule = tuple("a view's number and mark", [
  { name: 'number', rule: whole(1) },
  { name: 'mark', rule: mark },
]);

const ballot = tuple('a ballot', [
  { name: 'round', rule: whole(1) },
  { name: 'proposer', rule: anyLife },
]);

const proposal = tuple('a change that is proposed', [
  { name: 'mark', rule: mark },
  {
    name: 'change',
    rule: tuple('a change of the members', [
      {
        name: 'kind',
        rule: oneOf(CHANGE_KINDS),
      },
      { name: 'life', rule: anyLife },
      { name: 'successor', rule: anyLife, isOptional: true },
    ]),
  },
  ADDRESS,
]);

const view = tuple('a view', [
  { name: 'id', rule: viewIdRule },
  {
    name: 'members',
    rule: list(
      'members',
      tuple('a member', [
        { name: 'life', rule: anyLife },
        {
          name: 'state',
          rule: oneOf(MEMBER_STATES),
        },
        ADDRESS,
      ]),
      WIRE_LIMITS.members,
    ),
  },
  { name: 'gone', rule: list('lives', anyLife, WIRE_LIMITS.goneLives) },
  { name: 'history', rule: list('marks', mark, WIRE_LIMITS.viewHistory) },
]);

const ID: Part = { name: 'view', rule: viewIdRule };
const BALLOT: Part = { name: 'ballot', rule: ballot };

/** Two changes put to the vote as the same ballot could both take effect. */
const OWN_BALLOT: Between = {
  says: 'a ballot of the sender',
  fault: ([, , [, proposer]]: readonly [string, WireViewId, WireBallot], { src }) =>
    lifeNamed(proposer)?.node === src
      ? undefined
      : wrong('a ballot of the sender', 'false_claim', '.ballot.proposer'),
};
const ASKS_VOTERS: ReadonlySet<string> = new Set<WireMembership[0]>(['prepare', 'accept']);

/** By the first item: what follows it. */
const FORMS: Readonly<Record<WireMembership[0], readonly Part[]>> = {
  ask: [],
  have: [],
  join: [ADDRESS],
  found: [],
  none: [{ name: 'asked', rule: anyLife }],
  view: [{ name: 'view', rule: view }],
  prepare: [ID, BALLOT],
  promise: [
    ID,
    BALLOT,
    { name: 'accepted', rule: ballot, isOptional: true },
    { name: 'proposal', rule: proposal, isOptional: true },
  ],
  accept: [ID, BALLOT, { name: 'proposal', rule: proposal }],
  accepted: [ID, BALLOT],
  refuse: [ID, BALLOT, { name: 'promised', rule: ballot }],
};

const says = `one of ${Object.keys(FORMS).join(', ')}, and what belongs to it; who prepares a ballot, or asks to accept it, made it`;

export const membershipRule: Rule = {
  says,
  fault(given, hearing) {
    const kind: unknown = Array.isArray(given) ? given[0] : undefined;
    if (typeof kind !== 'string' || !Object.hasOwn(FORMS, kind)) return wrong(says);
    const parts = FORMS[kind as WireMembership[0]];
    const between = ASKS_VOTERS.has(kind) ? [OWN_BALLOT] : [];
    return tuple(kind, [{ name: 'kind', rule: value(kind, () => true) }, ...parts], between).fault(
      given,
      hearing,
    );
  },
};
