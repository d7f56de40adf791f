/** Equivalent mutants in the core. */

import { MEMORY_ONLY, SAME_WHERE_EQUAL, type Equivalent } from './equivalent.ts';

const SHORT_CUT = 'a short cut: what follows finds the same, and takes longer';

const STORE = 'src/core/store';
const ORIGIN_LOG = `${STORE}/origin-log.ts`;
const SEEN = `${STORE}/seen.ts`;
const VERSION_VECTOR = `${STORE}/version-vector.ts`;
const OUTGOING = 'src/core/repair/outgoing-acks.ts';
const REACHABILITY = 'src/core/reachability.ts';
const PARCELS = 'src/core/repair/parcels.ts';
const SET_ASIDE = 'src/core/repair/set-aside.ts';

/** Lists that are cut at the front once much of them is gone. */
const CUT: readonly Equivalent[] = [
  ...[`${STORE}/history.ts`, 'src/core/measure/open-reads.ts'].flatMap((file): Equivalent[] => {
    const list = file.endsWith('history.ts') ? '#entries' : '#reads';
    return [
      { file, from: `this.#head * 2 < this.${list}.length`, reason: MEMORY_ONLY },
      { file, from: 'this.#head * 2', reason: MEMORY_ONLY },
    ];
  }),
  ...['this.#first * 2 >= this.#reads.length', 'this.#first * 2'].map((from) => ({
    ...{ file: 'src/core/measure/read-sequence.ts', from, reason: MEMORY_ONLY },
  })),
  ...['true', 'this.#pruned * 2 > this.#slots.length'].map((to) => ({
    ...{ file: ORIGIN_LOG, from: 'this.#pruned * 2 >= this.#slots.length', to, reason: MEMORY_ONLY },
  })),
  {
    ...{ file: `${STORE}/feed.ts`, from: 'this.#entries.length > 2 * liveLimit + SLACK' },
    ...{ to: 'this.#entries.length >= 2 * liveLimit + SLACK', reason: MEMORY_ONLY },
  },
];

/** A slot that was never set is as good as one that is empty. */
const SPARSE = 'an array with holes answers the same: it only takes another form in memory';
const GAPS: readonly Equivalent[] = [
  { file: ORIGIN_LOG, from: 'index - this.#slots.length < LONG_GAP', reason: SPARSE },
  { file: ORIGIN_LOG, from: 'index - this.#slots.length', reason: SPARSE },
  ...['false', 'this.#slots.length <= index'].map((to) => ({
    ...{ file: ORIGIN_LOG, from: 'this.#slots.length < index', to, reason: SPARSE },
  })),
  { file: ORIGIN_LOG, from: 'index === 0', to: 'false', reason: SPARSE },
];

const SHORT_CUTS: readonly Equivalent[] = [
  { file: 'src/core/agenda.ts', from: 'hasRun', to: 'true', reason: SHORT_CUT },
  {
    ...{ file: 'src/core/measure/convergence.ts', from: 'this.#firstOpen++', to: 'this.#firstOpen--' },
    reason: 'a short cut: what was joined to a run is not open any more, and is passed over',
  },
  {
    ...{ file: 'src/core/membership/spread.ts', from: 'this.#underWay.length === 0', to: 'false' },
    reason: SHORT_CUT,
  },
  ...['true', 'this.#byOrigin.size >= 0'].map((to) => ({
    ...{ file: SET_ASIDE, from: 'this.#byOrigin.size > 0', to, reason: SHORT_CUT },
  })),
  { file: OUTGOING, from: 'this.#byOrigin.size === 0', to: 'false', reason: SHORT_CUT },
  {
    ...{ file: OUTGOING, from: 'owed.node !== node && this.#next(owed.node) !== node', to: 'false' },
    reason: SHORT_CUT,
  },
  ...['true', 'acks.length >= 0'].map((to) => ({
    ...{ file: OUTGOING, from: 'acks.length > 0', to, reason: SHORT_CUT },
  })),
  {
    ...{ file: 'src/core/membership/swim/rumors.ts', from: 'this.#told.size === 0', to: 'false' },
    reason: SHORT_CUT,
  },
  { file: REACHABILITY, from: 'this.#concerned === 0', to: 'false', reason: SHORT_CUT },
  {
    ...{ file: REACHABILITY, from: 'this.#concerned === 0 && this.#reported === 0', to: 'false' },
    reason: SHORT_CUT,
  },
  { file: `${STORE}/lacked.ts`, from: 'one[0] !== origin', to: 'true', reason: SHORT_CUT },
  {
    ...{ file: `${STORE}/lacked.ts`, from: 'through >= state.through && !state.hasGaps', to: 'false' },
    reason: SHORT_CUT,
  },
  { file: 'src/core/deletes/covering.ts', from: 'row[0] !== origin', to: 'true', reason: SHORT_CUT },
  { file: SEEN, from: 'this.#beyond === undefined', to: 'false', at: 'if', reason: SHORT_CUT },
  ...['true', 'closed >= 0'].map((to) => ({
    ...{ file: SEEN, from: 'closed > 0', to, reason: 'where none is closed, none is taken out' },
  })),
  ...[
    { from: 'all[at]?.origin === origin', to: 'false' },
    { from: 'next !== undefined && next.origin < origin', to: 'false' },
    { from: 'next.origin < origin', to: 'false' },
    { from: 'next.origin < origin', to: 'next.origin >= origin' },
    { from: 'at++', at: 'if' },
  ].map((one) => ({ ...one, file: VERSION_VECTOR, reason: SHORT_CUT })),
];

/** A bound in place of the number is as good, and the number as good as a bound: only the last count decides. */
const COUNTED: readonly Equivalent[] = [
  { file: PARCELS, from: '!this.#isCounted', reason: SHORT_CUT },
  { file: PARCELS, from: 'true', to: 'false', at: 'this.#isCounted = true', reason: SHORT_CUT },
];

const COURIER = 'src/core/repair/courier.ts';
const ROLL = 'src/core/measure/completeness-roll.ts';
/** What was made once is used again as long as it is the same. */
const REUSED: readonly Equivalent[] = [
  {
    ...{ file: COURIER, from: 'this.#parcels?.of !== entries || this.#parcels.arrivals !== store.arrivals' },
    ...{ to: 'true', reason: SHORT_CUT },
  },
  { file: COURIER, from: '{ this.#parcels = undefined; }', to: '{}', reason: MEMORY_ONLY },
  { file: ROLL, from: 'last !== undefined && isCurrent(last, state)', to: 'false', reason: SHORT_CUT },
  { file: ROLL, from: 'all.length === this.#lastSeen.length', to: 'false', reason: SHORT_CUT },
  { file: ROLL, from: '!isSame', to: 'true', reason: SHORT_CUT },
  { file: VERSION_VECTOR, from: 'state.isEmpty', to: 'true', reason: SHORT_CUT },
  { file: `${STORE}/store.ts`, from: 'writes.length === 1', to: 'false', reason: MEMORY_ONLY },
  { file: `${STORE}/store.ts`, from: 'entry.keys.length === 1', to: 'false', reason: MEMORY_ONLY },
];

const EQUAL: readonly Equivalent[] = [
  {
    ...{ file: 'src/core/agenda.ts', from: 'partDueAtMs < dueAtMs', to: 'partDueAtMs <= dueAtMs' },
    reason: SAME_WHERE_EQUAL,
  },
  {
    ...{ file: 'src/core/measure/read-sequence.ts', from: 'covered >= to', to: 'covered > to' },
    reason: 'a range within one of an older write dates no read, and goes with it',
  },
  {
    ...{ file: 'src/core/levels.ts', from: '-1', to: '+1', at: '#pending' },
    reason: 'where one write is pending there is a lag, too: both are told',
  },
  {
    ...{ file: 'src/core/membership/members.ts', from: "state === 'leaving'", to: 'true' },
    ...{ at: "if (state === 'leaving' && convergence" },
    reason: 'who is not leaving is refused it, and nobody asks why',
  },
  {
    file: `${STORE}/clock.ts`,
    from: 'clockUs > this.#lastUs',
    to: 'clockUs >= this.#lastUs',
    reason: SAME_WHERE_EQUAL,
  },
];

export const CORE: readonly Equivalent[] = [...CUT, ...GAPS, ...SHORT_CUTS, ...REUSED, ...COUNTED, ...EQUAL];
