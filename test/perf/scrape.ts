/** Reads single series off a scrape endpoint. */

/** @returns reads a series without labels. @throws {Error} when it is not there */
export async function scrape(url: string): Promise<(name: string) => number> {
  const text = await (await fetch(url)).text();
  return (name) => {
    const line = text.split('\n').find((sample) => sample.startsWith(`${name} `));
    if (line === undefined) throw new Error(`${url} shows no ${name}`);
    return Number(line.split(' ')[1]);
  };
}
