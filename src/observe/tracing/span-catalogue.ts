/** Every span of a node and of `probe`, declared once: a write's trace is the tree along which it spread. */

export interface SpanSpec {
  readonly name: string;
  readonly kind: 'SERVER' | 'CONSUMER' | 'PRODUCER' | 'INTERNAL' | 'CLIENT';
  readonly parent: string;
  readonly from: string;
  readonly to: string;
  readonly help: string;
  /** Attribute name: what it holds. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Event name: when it happened. */
  readonly events: Readonly<Record<string, string>>;
}

/** Attribute names, in one place so that spans and documentation cannot differ. */
export const ATTRIBUTE = {
  origin: 'gossip.origin',
  seq: 'gossip.seq',
  convergenceMs: 'gossip.convergence_ms',
  confirmedMs: 'gossip.confirmed_ms',
  replica: 'gossip.replica',
  from: 'gossip.from',
  hops: 'gossip.hops',
  view: 'gossip.view',
  change: 'gossip.change',
  member: 'gossip.member',
  originDelayMs: 'gossip.origin_delay_ms',
  target: 'gossip.target',
  visibleMs: 'gossip.visible_ms',
  resolutionMs: 'gossip.resolution_ms',
  messageKind: 'gossip.message.kind',
  system: 'messaging.system',
  operation: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  batchSize: 'messaging.batch.message_count',
  bodySize: 'messaging.message.body.size',
} as const;

export const WRITE_SPAN = {
  name: 'gossip.write',
  kind: 'SERVER',
  parent: "the client's `traceparent`, if the request has one",
  from: 'acceptance',
  to: 'convergence',
  help: 'One write. Status ERROR if it was still pending after the convergence timeout, or when the node stopped.',
  attributes: {
    [ATTRIBUTE.origin]: 'the node, and the life of it, that accepted the write',
    [ATTRIBUTE.seq]: "the write's number there",
    [ATTRIBUTE.convergenceMs]: 'acceptance until the last replica held it, ms',
    [ATTRIBUTE.confirmedMs]: "acceptance until the last acknowledgement arrived, by the origin's clock, ms",
  },
  events: {
    'gossip.held': 'a replica held the write from this time on; `gossip.replica` names it',
  },
} as const satisfies SpanSpec;

export const APPLY_SPAN = {
  name: 'gossip.apply',
  kind: 'CONSUMER',
  parent: 'the span of the replica from which the entry came',
  from: "the carrying message's departure",
  to: 'application here',
  help: "A write's arrival at one replica.",
  attributes: {
    [ATTRIBUTE.origin]: 'the node, and the life of it, that accepted the write',
    [ATTRIBUTE.seq]: "the write's number there",
    [ATTRIBUTE.from]: 'the node that sent the message',
    [ATTRIBUTE.hops]: 'node-to-node hops from the origin',
    [ATTRIBUTE.originDelayMs]: 'acceptance at the origin until application here, ms',
    [ATTRIBUTE.system]: '`gossipscope`',
    [ATTRIBUTE.operation]: '`process`',
  },
  events: {},
} as const satisfies SpanSpec;

export const SEND_SPAN = {
  name: 'gossip.send',
  kind: 'PRODUCER',
  parent: 'none; links to the writes carried (128 at most)',
  from: 'departure',
  to: 'departure',
  help: 'One node-to-node message that carries traced writes. Off unless `--trace-sends` is given.',
  attributes: {
    [ATTRIBUTE.messageKind]: 'the kind of message',
    [ATTRIBUTE.destination]: 'the node that it goes to',
    [ATTRIBUTE.batchSize]: 'traced writes that it carries',
    [ATTRIBUTE.bodySize]: 'bytes of the message',
    [ATTRIBUTE.system]: '`gossipscope`',
    [ATTRIBUTE.operation]: '`send`',
  },
  events: {},
} as const satisfies SpanSpec;

export const VIEW_SPAN = {
  name: 'gossip.view',
  kind: 'INTERNAL',
  parent: 'none',
  from: 'the decision, at the node that decided it',
  to: 'the word of the last member that it has the view',
  help: 'One change of the members, where they change while the cluster runs.',
  attributes: {
    [ATTRIBUTE.view]: "the view's number",
    [ATTRIBUTE.change]: 'join, activate, leave, left, remove or replace',
    [ATTRIBUTE.member]: 'the node that it is about',
    [ATTRIBUTE.convergenceMs]: 'decision until the last member said that it has the view, ms',
  },
  events: {
    'gossip.has_view': 'a member said that it has the view, or a later one; `gossip.replica` names it',
  },
} as const satisfies SpanSpec;

export const PROBE_SPAN = {
  name: 'gossip.probe',
  kind: 'CLIENT',
  parent: 'none',
  from: 'the acknowledgement by the store; read-only: the last look at the primary that missed the change',
  to: 'the end of the read that showed it at the last replica',
  help: 'One write of `gossipscope probe` to a store; with `--read-only`, a change of a key that it looks at, and no word of key or value. Status ERROR if some replica had not shown it when so many later ones waited, or when the probe stopped.',
  attributes: {
    [ATTRIBUTE.target]: 'the server that took the write, or showed the change first',
    [ATTRIBUTE.visibleMs]: 'from then until every replica showed it, at most, ms',
    [ATTRIBUTE.resolutionMs]: 'how much less it may have been, ms',
  },
  events: {
    'gossip.visible': 'a read at a replica had shown the write; `gossip.replica` names it',
  },
} as const satisfies SpanSpec;

/** The event of a probe's span that `PROBE_SPAN` declares. */
export const VISIBLE_EVENT = 'gossip.visible' satisfies keyof (typeof PROBE_SPAN)['events'];

/** The event of a write's span that `WRITE_SPAN` declares. */
export const HELD_EVENT = 'gossip.held' satisfies keyof (typeof WRITE_SPAN)['events'];

/** The event of a view's span that `VIEW_SPAN` declares. */
export const HAS_VIEW_EVENT = 'gossip.has_view' satisfies keyof (typeof VIEW_SPAN)['events'];

export const NODE_SPANS = [WRITE_SPAN, APPLY_SPAN, SEND_SPAN, VIEW_SPAN] as const;
export const SPANS: readonly SpanSpec[] = [...NODE_SPANS, PROBE_SPAN];
