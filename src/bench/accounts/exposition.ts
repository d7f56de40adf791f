/**
 * Reads and joins what scrape endpoints print (OpenMetrics 1.0, and Prometheus' text format, section "Text format
 * details"): the samples of all nodes become one page, each marked with its node.
 */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric family as it was printed. */
interface Family {
  /** `# HELP`, `# TYPE` and `# UNIT` lines. */
  readonly header: string[];
  readonly samples: string[];
}

// Name, labels (a quoted value may contain braces), value; then perhaps a timestamp or an exemplar.
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function parseSamples(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : SAMPLE.exec(line);
    if (match === null) continue;
    const [, name = '', labelText = '', value = ''] = match;
    const labels: Record<string, string> = {};
    for (const [, label = '', quoted = ''] of labelText.matchAll(LABEL)) labels[label] = unescape(quoted);
    samples.push({ name, labels, value: numberOf(value) });
  }
  return samples;
}

/** The first sample of this name with these labels; 0 where there is none. */
export function valueOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const wanted = Object.entries(labels);
  const found = samples.find(
    (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
  );
  return found?.value ?? 0;
}

/**
 * One page of many: each page's samples get the label `node`, unless they bear one, and the samples of a family stand
 * together, as both formats demand. A page under the name '' is taken as it is.
 * @param pages by node
 */
export function joinPages(pages: ReadonlyMap<string, string>): string {
  const families = new Map<string, Family>();
  for (const [node, text] of pages) {
    let family: Family | undefined;
    let isNew = false;
    for (const line of text.split('\n')) {
      if (line === '' || line === '# EOF') continue;
      const name = /^# (?:HELP|TYPE|UNIT) (\S+)/.exec(line)?.[1];
      if (name !== undefined) {
        const known = families.get(name);
        if (family === undefined || known !== family) isNew = known === undefined;
        family = known ?? { header: [], samples: [] };
        families.set(name, family);
        if (isNew) family.header.push(line);
      } else if (!line.startsWith('#')) {
        family?.samples.push(node === '' ? line : withNode(line, node));
      }
    }
  }
  const lines = [...families.values()].flatMap(({ header, samples }) => [...header, ...samples]);
  return `${lines.join('\n')}\n# EOF\n`;
}

function withNode(line: string, node: string): string {
  const match = SAMPLE.exec(line);
  if (match === null) return line;
  const [, name = '', labels] = match;
  const rest = line.slice(name.length);
  if (labels === undefined || labels === '') return `${name}{node="${node}"}${rest.replace(/^\{\}/, '')}`;
  return /(?:^|,)node="/.test(labels) ? line : `${name}{node="${node}",${rest.slice(1)}`;
}

function numberOf(text: string): number {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

function unescape(quoted: string): string {
  return quoted.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
