/**
 * Who a certificate speaks for: the URI `gossipscope://CLUSTER/node/NAME` among its subject alternative names. A name of its own, not
 * a host's: a host moves and a node does not, and no certificate for a web server is a node's by accident. `gossipscope certs`
 * writes it; so can any other authority.
 */

import type { X509Certificate } from 'node:crypto';
import { isName } from '../names.ts';

export interface Identity {
  readonly cluster: string;
  readonly role: 'node' | 'client';
  readonly name: string;
}

const URI = /^gossipscope:\/\/([^/]+)\/(node|client)\/([^/]+)$/;
/** Node quotes a name that holds more than it should, a comma for example: such a one is one part, and none of ours. */
const PARTS = /(?:[^",]|"(?:[^"\\]|\\.)*")+/g;
/** Strangers show certificates, too, and nobody has looked at them by then: no more of one is read than a node needs. */
const LIMIT_CHARS = 4096;

export function identityUri({ cluster, role, name }: Identity): string {
  return `gossipscope://${cluster}/${role}/${name}`;
}

/** Undefined if it speaks for nobody, or for more than one. */
export function identityOf({
  subjectAltName,
}: Pick<X509Certificate, 'subjectAltName'>): Identity | undefined {
  if (subjectAltName === undefined || subjectAltName.length > LIMIT_CHARS) return undefined;
  const parts = (subjectAltName.match(PARTS) ?? []).map((part) => part.trim());
  const uris = parts.filter((part) => part.startsWith('URI:gossipscope:'));
  const [, cluster, role, name] = (uris.length === 1 && URI.exec(uris[0]?.slice('URI:'.length) ?? '')) || [];
  if (!isName(cluster) || !isName(name)) return undefined;
  return { cluster, role: role === 'node' ? 'node' : 'client', name };
}
