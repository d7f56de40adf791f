/** Three node processes on a network that can be cut, and what their messages cost, kind by kind. */

import { SoakNode } from './soak-node.ts';

export interface Cost {
  messages: number;
  bytes: number;
  entries: number;
}

/** Lines written at a time, and so many are on their way at most. */
const BATCH = 1000;

export class SoakCluster {
  readonly nodes: readonly SoakNode[];
  /** By kind, since `countAnew`. */
  readonly cost = new Map<string, Cost>();
  /** Encoded bytes of the entries among them. */
  entryBytes = 0;
  #isCut = false;
  #counts = false;

  private constructor(args: readonly string[], count: number) {
    this.nodes = Array.from({ length: count }, (_, i) => new SoakNode(`n${i + 1}`, args));
    for (const node of this.nodes) node.onGossip = (dest, line) => this.#route(node.name, dest, line);
  }

  static async start(args: readonly string[], count = 3): Promise<SoakCluster> {
    const cluster = new SoakCluster(args, count);
    const names = cluster.nodes.map(({ name }) => name);
    await Promise.all(
      cluster.nodes.map((node) => node.ask({ type: 'init', node_id: node.name, node_ids: names })),
    );
    return cluster;
  }

  /** The first: it takes the load. */
  get writer(): SoakNode {
    const [first] = this.nodes;
    if (first === undefined) throw new Error('a cluster has nodes');
    return first;
  }

  /** Cuts the first node off, or joins it again. */
  set isCut(isCut: boolean) {
    this.#isCut = isCut;
  }

  countAnew(): void {
    this.cost.clear();
    this.entryBytes = 0;
    this.#counts = true;
  }

  /** As fast as the node takes them. @param bodyOf the request's body, without its id */
  async load(from: number, to: number, bodyOf: (i: number) => string, node = this.writer): Promise<void> {
    for (let i = from; i < to;) {
      let text = '';
      for (const end = Math.min(to, i + BATCH); i < end; i++)
        text += `{"src":"c1","dest":"${node.name}","body":{${bodyOf(i)},"msg_id":${i}}}\n`;
      node.write(text);
      await node.drained();
    }
    await node.ask({ type: 'bench_report' });
  }

  kill(): void {
    for (const node of this.nodes) node.kill();
  }

  #route(from: string, to: string, line: string): void {
    if (this.#counts) this.#count(line);
    const first = this.writer.name;
    if (this.#isCut && (from === first) !== (to === first)) return;
    this.nodes.find(({ name }) => name === to)?.write(`${line}\n`);
  }

  #count(line: string): void {
    const { body } = JSON.parse(line) as { body: { type: string; entries?: unknown[] } };
    let cost = this.cost.get(body.type);
    if (cost === undefined) this.cost.set(body.type, (cost = { messages: 0, bytes: 0, entries: 0 }));
    cost.messages++;
    cost.bytes += Buffer.byteLength(line);
    cost.entries += body.entries?.length ?? 0;
    if (body.entries !== undefined) this.entryBytes += Buffer.byteLength(JSON.stringify(body.entries));
  }
}
