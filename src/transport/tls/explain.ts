/** What went wrong with a certificate, for the people at both ends. */

import type { Refusal } from '../socket/hello.ts';

const EXPIRED = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
const MISSING = ['UNABLE_TO_GET_ISSUER_CERT', 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE'];
const UNKNOWN = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
];

/** @param code of OpenSSL's verification @param whose "n2" or "the other side" */
export function certificateProblem(whose: string, code: string, hasOne = true): Refusal | undefined {
  if (!hasOne || code === MISSING[1])
    return {
      reason: 'no_certificate',
      text: `${whose} shows no certificate: nodes need one of this cluster's authority`,
    };
  if (EXPIRED.includes(code))
    return {
      reason: 'expired_certificate',
      text: `the certificate of ${whose} is not valid at this time: renew it, or check the clocks (${code})`,
    };
  if (UNKNOWN.includes(code) || code === MISSING[0])
    return {
      reason: 'bad_certificate',
      text: `the certificate of ${whose} is of another authority: both need the same ca.crt (${code})`,
    };
  if (code === 'INVALID_PURPOSE')
    return {
      reason: 'bad_certificate',
      text: `the certificate of ${whose} is not that of a node: make it one with gossipscope certs (${code})`,
    };
  return undefined;
}
