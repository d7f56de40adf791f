/** What carries lines between the bench and its agents: publish and subscribe, at most once, in order from one sender to one receiver. NATS is one. */

export interface Bus {
  /** Bytes that one message may have. */
  readonly maxBytes: number;
  publish(subject: string, bytes: Uint8Array): void;
  /** @param pattern as NATS writes it: `*` stands for one part @returns what ends it */
  subscribe(pattern: string, take: (subject: string, bytes: Uint8Array) => void): () => void;
  /** Resolves when everything that was published and subscribed has come to the other side. */
  flush(): Promise<void>;
}
