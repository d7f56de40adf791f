/** A cluster of services that runs already, to be measured by the bench. */

import { InvalidArgumentError } from 'commander';
import { apiUrlIn } from '../api/api-url.ts';
import { API_FLAGS } from './api.ts';
import type { Flag } from './flag.ts';

export const ATTACH: Flag = {
  name: 'attach',
  setting: 'attach',
  kind: 'text',
  placeholder: '<urls>',
  example: 'https://n1:8080,https://n2:8080,https://n3:8080',
  help: 'measures a cluster of gossipscope serve that runs already, in place of nodes of its own: the API of every member, with commas',
  parse: originsIn,
  print: (value) => (value as string[]).join(','),
};

export const ATTACH_FLAGS: readonly Flag[] = [
  ATTACH,
  ...API_FLAGS.filter(({ name }) => name === 'token-file' || name === 'ca'),
];

/** @throws {InvalidArgumentError} */
function originsIn(text: string): string[] {
  return text.split(',').map((part) => {
    const url = apiUrlIn(part.trim());
    if (url === undefined)
      throw new InvalidArgumentError(
        `"${part}" is no address of an API: write https://host:port, with commas between the nodes.`,
      );
    return url.origin;
  });
}
