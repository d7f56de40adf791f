/** Plays the inputs of a transcript on a cluster in virtual time, and writes down what leaves and what happens after each. */

import { BOUND_NAMES, type Bounds } from '../../../src/core/bounds.ts';
import type { GossipBody } from '../../../src/protocol/gossip.ts';
import type { GossipSettings } from '../../../src/core/config.ts';
import type { NodeEvent } from '../../../src/core/events.ts';
import { Verbatim, type Inbound } from '../../../src/protocol/envelope.ts';
import { parseLine } from '../../../src/protocol/parse.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { eventInWords, messageInWords, since, type Since } from './words.ts';

const INPUT = '> ';
const ANYBODY = '*';
const SEED = 1;
const TIME_CHARS = 10;

/** @returns the transcript with what happens after each input in the place of what stood there */
export function play(transcript: string): string {
  const [opening = '', ...inputs] = transcript.split(/^(?=> )/m);
  const played = new Played();
  const told = inputs.map((part) => {
    const [input = '', ...below] = part.trimEnd().split('\n');
    const comments = below.filter((line) => line.startsWith('#'));
    const happened = played.input(input.slice(INPUT.length));
    return [input, ...happened, ...(comments.length > 0 ? ['', ...comments] : [])].join('\n');
  });
  return `${opening}${told.join('\n')}\n`;
}

type Command = (...words: string[]) => void;

class Played {
  #cluster: TestCluster | undefined;
  #since: Since = since(0);
  #latencyMs = 0;
  /** Of links that lose everything or take longer, by `src dest`: how long a message takes. */
  readonly #links = new Map<string, number>();
  readonly #lives = new Map<string, number>();
  readonly #lines: string[] = [];
  #sent = 0;
  #replies = 0;

  /** What an input looks like, and what it does. */
  readonly #commands: readonly (readonly [RegExp, Command])[] = [
    [/^(cluster|founders) ([\w ]+) latency (\d+)ms((?: \w+=[\w-]+)*)$/, (...words) => this.#start(...words)],
    [
      /^(\w+) write (\w+) = (.+)$/,
      (node = '', key, value = '') =>
        this.#running.request(node, { type: 'write', key, value: JSON.parse(value) as unknown }),
    ],
    [/^(\w+) read (\w+)$/, (node = '', key) => this.#running.request(node, { type: 'read', key })],
    [/^(\w+) delete (\w+)$/, (node = '', key) => this.#running.request(node, { type: 'delete', key })],
    [/^(\w+) joins$/, (node = '') => this.#running.start(node, 0)],
    [
      /^(\w+) is to (leave|remove) (\w+)( by force)?$/,
      (node = '', change, other, force = '') =>
        this.#running.request(node, {
          type: 'change_members',
          change,
          node: other,
          force: force !== '',
        }),
    ],
    [/^(\w+) restart$/, (node = '') => this.#restart(node)],
    [/^(\w+) clock (-?\d+)ms ahead$/, (node = '', ms) => this.#running.aheadMs.set(node, Number(ms))],
    [/^wait (\d+)ms$/, (ms) => this.#running.runFor(Number(ms))],
    [/^lose (\S+) → (\S+)$/, (src = '', dest = '') => this.#links.set(`${src} ${dest}`, Infinity)],
    [
      /^delay (\S+) → (\S+) to (\d+)ms$/,
      (src = '', dest = '', ms) => this.#links.set(`${src} ${dest}`, Number(ms)),
    ],
    [/^heal$/, () => this.#links.clear()],
  ];

  /** @returns what left and what happened because of it, a line each */
  input(text: string): string[] {
    for (const [pattern, run] of this.#commands) {
      const match = pattern.exec(text);
      if (match === null) continue;
      run(...match.slice(1));
      return this.#lines.splice(0);
    }
    throw new Error(`a transcript has an unknown input: ${text}`);
  }

  get #running(): TestCluster {
    if (this.#cluster === undefined) throw new Error('a transcript begins with: > cluster …');
    return this.#cluster;
  }

  /** @param what founders: of a cluster whose members change */
  #start(what = '', names = '', latencyMs = '', settings = ''): void {
    this.#latencyMs = Number(latencyMs);
    const pairs = [...settings.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
      name,
      /^\d/.test(value) ? Number(value) : value,
    ]);
    const isBound = ([name]: readonly unknown[]): boolean => BOUND_NAMES.some((one) => one === name);
    const gossip = Object.fromEntries(pairs.filter((pair) => !isBound(pair))) as Partial<GossipSettings>;
    const bounds = Object.fromEntries(pairs.filter(isBound)) as Partial<Bounds>;
    const link = (src: string, dest: string): number[] => {
      const delayMs = this.#delayOf(src, dest);
      return delayMs === Infinity ? [] : [delayMs];
    };
    const cluster = new TestCluster(names.split(' '), SEED, link, gossip, 'kv', bounds, what === 'founders');
    this.#cluster = cluster;
    this.#since = since(cluster.now);
    cluster.replies.length = 0;
    cluster.onStep = (node, now, events) => this.#tell(node, now, events);
    // What leaves the nodes as soon as they know each other.
    if (cluster.sent.length > 0) this.#tell('', cluster.now, []);
  }

  #restart(node: string): void {
    const life = (this.#lives.get(node) ?? 0) + 1;
    this.#lives.set(node, life);
    this.#running.start(node, life);
  }

  #delayOf(src: string, dest: string): number {
    const links = [`${src} ${dest}`, `${src} ${ANYBODY}`, `${ANYBODY} ${dest}`];
    const [link] = links.filter((name) => this.#links.has(name));
    return this.#links.get(link ?? '') ?? this.#latencyMs;
  }

  #tell(node: string, now: number, events: readonly NodeEvent[]): void {
    const tell = (text: string): number =>
      this.#lines.push(`${this.#since(now).padStart(TIME_CHARS)}  ${text}`);
    for (const event of events) {
      const text = eventInWords(event);
      if (text !== undefined) tell(`${node} ${text}`);
    }
    const { sent, replies } = this.#running;
    for (const { body } of replies.slice(this.#replies)) tell(`${node} answers ${answerInWords(body)}`);
    for (const { src, dest, line } of sent.slice(this.#sent)) {
      const { head, parts } = messageInWords(parsed(line).body as unknown as GossipBody, this.#since);
      const lost = this.#delayOf(src, dest) === Infinity ? 'LOST ' : '';
      tell(`${src} → ${dest} ${lost}${head}`);
      for (const part of parts) this.#lines.push(`${' '.repeat(TIME_CHARS + 4)}${part}`);
    }
    [this.#sent, this.#replies] = [sent.length, replies.length];
  }
}

function parsed(line: string): Inbound {
  const result = parseLine(line);
  if (!result.ok) throw new Error(result.text);
  return result.message;
}

function answerInWords({ type, value, text }: Readonly<Record<string, unknown>>): string {
  if (type === 'error') return `with an error: ${String(text)}`;
  return value instanceof Verbatim ? `${String(type)} ${value.text}` : String(type);
}
