/** What a forge makes of a Markdown file, as far as links need it: where they lead, and the anchors of its headings. */

const FENCE = /^ {0,3}(```|~~~)[^\n]*\n[\s\S]*?^ {0,3}\1[^\n]*$/gm;
const INLINE_CODE = /(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g;
const COMMENT = /<!--[\s\S]*?-->/g;
const TITLED = String.raw`\s*(?:<([^>\n]*)>|([^\s)]+))(?:\s+"[^"]*")?\s*`;
const LINKS = [
  // [text](target) and ![image](target); the text may hold an image of its own.
  new RegExp(String.raw`\]\(${TITLED}\)`, 'g'),
  // [name]: target
  /^ {0,3}\[[^\]\n]+\]:\s*(?:<([^>\n]*)>|(\S+))/gm,
  // <a href="target">, <img src="target">, <source srcset="target">
  /<[a-z]+\s[^>]*?\b(?:href|src|srcset)=(?:"([^"]*)"|'([^']*)')/g,
  // <https://…>
  /<(https?:[^>\s]*)>/g,
];

/** Targets of all links and images, as they are written; what stands in code is none. */
export function linksIn(markdown: string): string[] {
  const text = markdown.replaceAll(COMMENT, '').replaceAll(FENCE, '').replaceAll(INLINE_CODE, '');
  return LINKS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''));
}

/** Anchors of its headings, as GitHub makes them: of equal ones the second gets `-1`, the third `-2`. */
export function anchorsIn(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const headings = markdown.replaceAll(FENCE, '').matchAll(/^ {0,3}#{1,6}\s+(.*?)\s*#*$/gm);
  for (const [, heading = ''] of headings) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${slug}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}
