/** A cluster of real node processes, joined by a network that the test can hold and release. */

import { NodeProcess, type Message, type NodeOptions } from './node-process.ts';

export class RealCluster {
  readonly nodes: ReadonlyMap<string, NodeProcess>;
  /** Says which messages to hold back; they are delivered, in order, when it is changed. */
  #holds: (message: Message) => boolean = () => false;
  #held: { message: Message; line: string }[] = [];
  /** All node-to-node messages, in the order in which they left. */
  readonly sent: { message: Message; line: string }[] = [];

  private constructor(nodes: ReadonlyMap<string, NodeProcess>) {
    this.nodes = nodes;
    for (const node of nodes.values()) {
      node.onMessage = (message, line) => {
        if (!nodes.has(message.dest)) return;
        this.sent.push({ message, line });
        this.#route(message, line);
      };
    }
  }

  /** @param own what the nodes have beside that, by name */
  static async start(
    count: number,
    options: NodeOptions = {},
    own: Readonly<Record<string, NodeOptions>> = {},
  ): Promise<RealCluster> {
    const names = Array.from({ length: count }, (_, i) => `n${i + 1}`);
    const cluster = new RealCluster(
      new Map(names.map((name) => [name, new NodeProcess({ ...options, ...own[name] })])),
    );
    await Promise.all(names.map((name) => cluster.node(name).init(name, names)));
    return cluster;
  }

  node(name: string): NodeProcess {
    const node = this.nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    return node;
  }

  ask(name: string, body: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.node(name).ask(body, name);
  }

  /** Holds back what matches from now on, and delivers what does not any more. */
  hold(holds: (message: Message) => boolean): void {
    this.#holds = holds;
    const held = this.#held;
    this.#held = [];
    for (const { message, line } of held) this.#route(message, line);
  }

  async end(): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.end()));
  }

  #route(message: Message, line: string): void {
    if (this.#holds(message)) this.#held.push({ message, line });
    else this.node(message.dest).write(`${line}\n`);
  }
}
