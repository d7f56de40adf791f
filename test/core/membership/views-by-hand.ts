/** One node's part in who counts, stepped by hand: for tests of what it tells whom, and when. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { View } from '../../../src/core/membership/view.ts';
import { Views, type ViewsConfig } from '../../../src/core/membership/views.ts';
import { VoterMemory } from '../../../src/core/membership/voter-memory.ts';
import type { WireChange, WireMembership } from '../../../src/protocol/membership.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

export const LIVES = ['a#0', 'b#0', 'c#0'] as Origin[] as [Origin, Origin, Origin];
export const [A, B, C] = LIVES;
export const D = 'd#0' as Origin;
const RETRY_MS = 100;
const nodeOf = (life: Origin): NodeId => life.slice(0, life.indexOf('#')) as NodeId;

/** Node a, what it tells, and what becomes of what it wants. Each draw is one half: times are what they mostly are. */
export class Hand {
  now = 0;
  readonly done: string[] = [];
  readonly sent: { readonly to: NodeId; readonly message: WireMembership }[] = [];
  readonly memory = new VoterMemory(() => undefined);
  readonly views: Views;

  constructor(changes: Partial<ViewsConfig> = {}) {
    const rng = { ...prng(1), float: () => 0.5, below: () => 0 };
    const config = { me: A, founders: LIVES, seeds: ['s'] as NodeId[], retryMs: RETRY_MS, giveUpMs: 2000 };
    const out = {
      tell: (to: NodeId, message: WireMembership): void => {
        this.sent.push({ to, message });
        this.done.push(`${message[0]} ${to}`);
      },
      viewChanged: (_: View | undefined, { number }: View): void => {
        this.done.push(`view ${number}`);
      },
      decided: ({ number }: View, change: WireChange): void => {
        this.done.push(`decided ${number}: ${change.join(' ')}`);
      },
      ended: (change: WireChange, outcome: string, text: string): void => {
        this.done.push(`${outcome}: ${change.join(' ')}${text === '' ? '' : `: ${text}`}`);
      },
      split: ([number]: readonly [number, string]): void => {
        this.done.push(`split ${number}`);
      },
    };
    this.views = new Views({ ...config, rng, memory: this.memory, ...changes }, out, 0);
  }

  /** What was done since the last call. */
  take(): string[] {
    return this.done.splice(0);
  }

  /** Lets it do what is due until then. */
  until(now: number): string[] {
    while (this.views.dueAtMs <= now) {
      this.now = this.views.dueAtMs;
      this.views.tick(this.now);
    }
    this.now = now;
    return this.take();
  }

  hears(life: Origin, ...message: WireMembership): string[] {
    this.views.receive(nodeOf(life), life, message, this.now);
    return this.take();
  }

  /** What it told somebody last. */
  last<K extends WireMembership[0]>(kind: K): Extract<WireMembership, readonly [K, ...unknown[]]> {
    const found = this.sent.findLast(({ message }) => message[0] === kind)?.message;
    return (found ?? assert.fail(`it told no ${kind}`)) as Extract<
      WireMembership,
      readonly [K, ...unknown[]]
    >;
  }

  get id(): View['id'] {
    return this.views.view?.id ?? assert.fail('there is no view');
  }
}

/** The view after another one. */
export function next(view: View | undefined, change: WireChange, mark = 'next'): View {
  const after = view?.after([mark, change]);
  return after instanceof View ? after : assert.fail(String(after));
}
