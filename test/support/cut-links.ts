/**
 * Links between processes of this machine that can be cut: each node is reached through a proxy, which looks up which process dials.
 * What is cut is refused and closed; both sides go on by themselves.
 */

import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Link {
  readonly from: string;
  readonly to: string;
  readonly close: () => void;
}

export class CutLinks {
  /** The numbers of the nodes' processes. */
  pids: () => ReadonlyMap<string, number> = () => new Map();
  #isCut: (from: string, to: string) => boolean = () => false;
  readonly #links = new Set<Link>();
  readonly #servers: Server[] = [];

  /** @param port where the node listens @returns where it is reached */
  async open(node: string, port: number): Promise<string> {
    const server = createServer((socket) => this.#dialled(socket, node, port)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Between these nodes and all others. */
  cutOff(...nodes: readonly string[]): void {
    this.#isCut = (from, to) => nodes.includes(from) !== nodes.includes(to);
    for (const { from, to, close } of this.#links) if (this.#isCut(from, to)) close();
  }

  heal(): void {
    this.#isCut = () => false;
  }

  close(): void {
    for (const { close } of this.#links) close();
    for (const server of this.#servers) server.close();
  }

  #dialled(dialler: Socket, to: string, port: number): void {
    const from = this.#nodeAt(dialler.remotePort ?? 0);
    if (from === undefined || this.#isCut(from, to)) {
      dialler.destroy();
      return;
    }
    const listener = connect(port, '127.0.0.1');
    const link: Link = {
      ...{ from, to },
      close: () => {
        this.#links.delete(link);
        dialler.destroy();
        listener.destroy();
      },
    };
    this.#links.add(link);
    for (const socket of [dialler, listener]) {
      socket.on('error', link.close);
      socket.on('close', link.close);
    }
    dialler.pipe(listener).pipe(dialler);
  }

  /** Which node has dialled from there. */
  #nodeAt(port: number): string | undefined {
    const inode = inodeAt(port);
    for (const [node, pid] of this.pids()) if (inode !== undefined && hasSocket(pid, inode)) return node;
    return undefined;
  }
}

/** Of the socket with this port at its own end, as the kernel lists it. */
function inodeAt(port: number): string | undefined {
  const end = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return lines.map((line) => line.trim().split(/\s+/)).find(([, local]) => local === end)?.[9];
}

function hasSocket(pid: number, inode: string): boolean {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).some((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`;
    } catch {
      // It was closed meanwhile.
      return false;
    }
  });
}
