/** The address of an API as people type it: apart from the client, which only a command that runs needs. */

/** @returns undefined where it is none */
export function apiUrlIn(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}
