/** What the settings of a service ask of its transport. */

import type { TransportSettings } from '../../transport/create.ts';
import { changesMembers, ownAddress, type ServeSettings } from './settings.ts';

export function transportSettingsOf(
  settings: ServeSettings,
  warn: (text: string) => void,
): TransportSettings {
  const { transport: kind, cluster, node, ca, cert, key, isInsecure: insecure } = settings;
  const address = ownAddress(settings) ?? '';
  const openToCluster = changesMembers(settings) ? { address } : undefined;
  const shared = { cluster, node, warn, openToCluster };
  // Flags have been checked: an empty path is refused by name.
  const files = { ca: ca ?? '', cert: cert ?? '', key: key ?? '' };
  const listen = settings.listen ?? address;
  switch (kind) {
    case 'tcp':
      return { ...shared, kind, listen, insecure };
    case 'tls':
      return { ...shared, kind, listen, files };
    case 'nats': {
      const {
        natsServers: servers,
        natsUser: user,
        natsPasswordFile: passwordFile,
        natsCreds: credsFile,
      } = settings;
      const tls = ca === undefined ? undefined : { ca, ...(cert && { cert }), ...(key && { key }) };
      return { ...shared, kind, nats: { servers, user, passwordFile, credsFile, tls, insecure } };
    }
  }
}
