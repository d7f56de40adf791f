/** Machines made of network namespaces of Linux, each with an address of its own, joined by a bridge: links can be cut, and lose packets. */

import { execFileSync } from 'node:child_process';
import process from 'node:process';

const NETWORK = '10.213.7';

export class Namespaces {
  /** The bridge stands in a namespace of its own: what else filters packets on this machine has no say there. */
  readonly #hub = `gossip-${process.pid}`;
  readonly #names: string[] = [];

  /** @throws {Error} where this process may not make them: it takes root, and `ip` */
  constructor(count: number) {
    ip('netns', 'add', this.#hub);
    this.#inHub('link', 'add', 'hub', 'type', 'bridge');
    this.#inHub('link', 'set', 'hub', 'up');
    for (let i = 0; i < count; i++) this.#add(i);
  }

  addressOf(i: number): string {
    return `${NETWORK}.${i + 1}`;
  }

  /** What goes before a command that runs there. */
  prefixOf(i: number): string[] {
    return ['ip', 'netns', 'exec', this.#nameOf(i)];
  }

  /** From now on that share of all packets does not arrive. */
  lose(ratio: number): void {
    for (const name of this.#names) {
      within(name, 'iptables', '-F');
      const drop = ['-m', 'statistic', '--mode', 'random', '--probability', `${ratio}`, '-j', 'DROP'];
      if (ratio > 0) within(name, 'iptables', '-A', 'INPUT', '-i', 'eth0', ...drop);
    }
  }

  /** Nothing gets to it or away from it. @returns when */
  cut(i: number): number {
    this.#inHub('link', 'set', `to${i}`, 'down');
    return performance.now();
  }

  heal(i: number): void {
    this.#inHub('link', 'set', `to${i}`, 'up');
  }

  remove(): void {
    for (const name of [...this.#names.splice(0), this.#hub]) ip('netns', 'del', name);
  }

  #add(i: number): void {
    const name = `${this.#hub}-${i}`;
    ip('netns', 'add', name);
    this.#names.push(name);
    this.#inHub('link', 'add', `to${i}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    this.#inHub('link', 'set', `to${i}`, 'master', 'hub', 'up');
    within(name, 'ip', 'address', 'add', `${this.addressOf(i)}/24`, 'dev', 'eth0');
    for (const device of ['lo', 'eth0']) within(name, 'ip', 'link', 'set', device, 'up');
  }

  #nameOf(i: number): string {
    return this.#names[i] ?? '';
  }

  #inHub(...words: string[]): void {
    ip('-n', this.#hub, ...words);
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}

function within(name: string, ...words: string[]): void {
  ip('netns', 'exec', name, ...words);
}
