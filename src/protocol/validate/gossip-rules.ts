/**
 * The one table of what a message between nodes may say: each field, who may say it, and its range. parse-gossip.ts checks by it,
 * and docs/wire.md is made of it.
 */

import { thousands } from '../../base/thousands.ts';
import { GOSSIP_KINDS, WIRE_VERSION, type GossipBody, type WireEntry } from '../gossip.ts';
import { entryRule } from './entry-rules.ts';
import { isFault, type Hearing } from './hearing.ts';
import { WIRE_LIMITS } from './limits.ts';
import { membershipRule, viewIdRule } from './membership-rules.ts';
import { life, time } from './parts.ts';
import { list, record, together, value, whole, wrong, type Between, type Part, type Rule } from './rule.ts';
import {
  acksRule,
  afterRule,
  answerRule,
  differenceRule,
  dotsRule,
  echoRule,
  priorityRule,
  rollRule,
  sampleRule,
  seenRule,
  symbolsRule,
  walkRule,
  wantedRule,
} from './section-rules.ts';

const ITSELF = 'a node about itself';

const entries = together(list('entries', entryRule, WIRE_LIMITS.entries), [
  {
    says: `${thousands(WIRE_LIMITS.writes)} writes at most, all together`,
    fault: (all: readonly WireEntry[]) =>
      all.reduce((sum, entry) => sum + entry[5].length, 0) <= WIRE_LIMITS.writes
        ? undefined
        : wrong(`entries of ${WIRE_LIMITS.writes} writes at most`, 'over_limit'),
  },
]);

const PARTS: readonly Part[] = [
  {
    name: 'type',
    who: ITSELF,
    rule: value('a kind of message', (type) => GOSSIP_KINDS.some((kind) => kind === type)),
  },
  { name: 'v', who: ITSELF, rule: versionRule(), isOptional: true },
  { name: 'origin', who: ITSELF, rule: life },
  { name: 'at', who: ITSELF, rule: time },
  { name: 'seq', who: ITSELF, rule: whole(0) },
  { name: 'stable', who: ITSELF, rule: whole(0) },
  { name: 'view', who: ITSELF, rule: viewIdRule, isOptional: true },
  { name: 'membership', who: ITSELF, rule: membershipRule, isOptional: true },
  { name: 'entries', who: 'any replica that holds them', rule: entries, isOptional: true },
  { name: 'after', who: ITSELF, rule: afterRule, isOptional: true },
  { name: 'answer', who: ITSELF, rule: answerRule, isOptional: true },
  { name: 'symbols', who: ITSELF, rule: symbolsRule, isOptional: true },
  { name: 'difference', who: ITSELF, rule: differenceRule, isOptional: true },
  { name: 'echo', who: ITSELF, rule: echoRule, isOptional: true },
  { name: 'seen', who: ITSELF, rule: seenRule, isOptional: true },
  { name: 'roll', who: ITSELF, rule: rollRule, isOptional: true },
  { name: 'acks', who: '`by` itself, and every node that passes it on', rule: acksRule, isOptional: true },
  { name: 'dots', who: 'the strategy', rule: dotsRule, isOptional: true },
  { name: 'wanted', who: 'the origin, and the relay for it', rule: wantedRule, isOptional: true },
  {
    name: 'walk',
    who: '`node` about itself, and every node that passes it on',
    rule: walkRule,
    isOptional: true,
  },
  { name: 'sample', who: 'any node', rule: sampleRule, isOptional: true },
  { name: 'priority', who: ITSELF, rule: priorityRule, isOptional: true },
];

/** Nobody speaks for another node: what it says of itself closes the books on reads and lets logs go. */
const SPEAKS_FOR_ITSELF: Between = {
  says: '`origin` is a life of the sender that had begun `at` that time, and `stable` ≤ `seq`',
  fault({ origin, at, seq, stable }: GossipBody, hearing: Hearing) {
    const speaker = hearing.life(origin);
    if (isFault(speaker)) return speaker;
    if (speaker.node !== hearing.src) return wrong('a life of the sender', 'false_claim', '.origin');
    if (at < speaker.startMs) return wrong('within the life of the sender', 'false_claim', '.at');
    return stable <= seq ? undefined : wrong('no more than seq', 'false_claim', '.stable');
  },
};

export const gossipRule: Rule = record('a message between nodes', PARTS, [SPEAKS_FOR_ITSELF]);

function versionRule(): Rule {
  const count = whole(1);
  const says = `a version of this protocol that the receiver knows: ${WIRE_VERSION} or less`;
  return {
    says,
    fault: (version, hearing) =>
      count.fault(version, hearing) ??
      ((version as number) <= WIRE_VERSION ? undefined : wrong(says, 'unknown_version')),
  };
}
