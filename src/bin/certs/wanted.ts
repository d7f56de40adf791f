/** For whom a certificate is wanted, as it was typed: `n1`, or `n1=host1,10.0.0.1`. */

import { isIP } from 'node:net';

export interface Wanted {
  readonly role: 'node' | 'client';
  readonly name: string;
  /** Where HTTPS clients reach it. */
  readonly hosts: readonly string[];
  /** What is wrong with the hosts. */
  readonly problem?: string;
}

/** A node answers on its own machine, whatever else it is called. */
const ALWAYS = ['localhost', '127.0.0.1', '::1'];
const HOST =
  /^(?=.{1,253}$)(\*\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

export function nodeIn(text: string): Wanted {
  const [name = '', ...rest] = text.split('=');
  const typed = rest.length === 0 ? [] : rest.join('=').split(',');
  const wrong = typed.find((host) => isIP(host) === 0 && !HOST.test(host));
  return {
    role: 'node',
    name,
    hosts: [...new Set([...ALWAYS, ...typed])],
    ...(wrong !== undefined && {
      problem: `${JSON.stringify(wrong.slice(0, 100))} is no host: write ${name}=host1.example,10.0.0.1`,
    }),
  };
}
