/** What a scrape reads of the API and of the transport, in the shape of the catalogue. */

import type { Reading, ReadService } from '../../observe/metrics/service-metrics.ts';
import { DROP_REASONS, REFUSAL_REASONS, type PeerState, type Transport } from '../../transport/transport.ts';
import type { ApiCounts } from './api-counts.ts';
import type { Faults } from './faults/faults.ts';
import { FAULT_KINDS } from './faults/link-faults.ts';

/** @param faults undefined: none are allowed */
export function readingsOf(counts: ApiCounts, transport: Transport, faults: Faults | undefined): ReadService {
  const byPeer = (read: (state: PeerState) => readonly Reading[]) => () => transport.states().flatMap(read);
  return {
    gossip_api_requests_in_flight: () => [[counts.connections.inFlight]],
    gossip_api_connections: () => [[counts.connections.count]],
    gossip_api_watchers: () => [[counts.watchers]],
    gossip_transport_messages_total: byPeer(({ peer, sent, received }) => [
      [sent, peer, 'sent'],
      [received, peer, 'received'],
    ]),
    gossip_transport_dropped_total: byPeer(({ peer, dropped }) =>
      DROP_REASONS.map((reason): Reading => [dropped[reason], peer, reason]),
    ),
    gossip_transport_reconnects_total: byPeer(({ peer, reconnects }) => [[reconnects, peer]]),
    gossip_transport_refused_total: () => {
      const refusals = transport.refusals();
      return REFUSAL_REASONS.map((reason): Reading => [refusals[reason], reason]);
    },
    gossip_transport_connected: byPeer(({ peer, connected }) => [[connected ? 1 : 0, peer]]),
    gossip_transport_queued_bytes: byPeer(({ peer, queuedBytes }) => [[queuedBytes, peer]]),
    gossip_transport_faults: byPeer(({ peer }) =>
      (['to', 'from'] as const).flatMap((direction) => {
        const kinds = faults?.kindsOf(peer, direction) ?? [];
        return FAULT_KINDS.map((kind): Reading => [kinds.includes(kind) ? 1 : 0, peer, direction, kind]);
      }),
    ),
  };
}
