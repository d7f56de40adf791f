// The licences of what is bundled: a bundle is a copy of its packages, and most licences ask to come along with every copy.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const IS_LICENCE = /^(licen[cs]e|notice|copying)([.-].*)?$/i;
const RULE = '='.repeat(80);

/** @param metafiles what esbuild says of what went into each output @returns the text of dist/THIRD-PARTY.txt */
export function thirdParty(metafiles) {
  const notices = [...new Set(metafiles.flatMap(foldersIn))].map(noticeOf);
  // Many packages have the same licence, word for word.
  const texts = [...new Set(notices.map(({ text }) => text))];
  const sections = texts.map((text) => {
    const those = notices.filter((notice) => notice.text === text);
    return `${titlesOf(those)}\n\n${text}`;
  });
  return [
    `gossipscope contains code of these packages:\n${titlesOf(notices)}`,
    ...sections.sort().map((section) => `${RULE}\n${section}`),
  ]
    .join('\n\n')
    .concat('\n');
}

function titlesOf(notices) {
  return [...new Set(notices.map(({ title }) => title))].sort().join('\n');
}

/** The folders of the packages of which something is in an output. */
function foldersIn({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([path, { bytesInOutput }]) => {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
    return folder === undefined || bytesInOutput === 0 ? [] : [folder];
  });
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string')
    throw new Error(`${folder}: nobody may bundle a package without a licence`);
  const files = readdirSync(folder).filter((file) => IS_LICENCE.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const by = typeof author === 'object' ? author.name : author;
  const none = `It comes without a licence file. Its package.json says: ${license}${by ? `, by ${by}` : ''}.`;
  return { title: `${name} ${version} (${license})`, text: texts.length > 0 ? texts.join('\n\n') : none };
}
