/** The elements of the section, by their names in its HTML. */

export function element<T extends Element>(name: string, type: new () => T): T {
  const found = document.getElementById(`diagram-${name}`);
  if (!(found instanceof type)) throw new Error(`the page has no diagram-${name}`);
  return found;
}

export function input(name: string): HTMLInputElement {
  return element(name, HTMLInputElement);
}

/** Fills a list to choose from; the first choice, any, stays. */
export function offer(select: HTMLSelectElement, choices: readonly string[]): void {
  const [any] = select.options;
  select.replaceChildren(...(any === undefined ? [] : [any]), ...choices.map((one) => new Option(one, one)));
}
