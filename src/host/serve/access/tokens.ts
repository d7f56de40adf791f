/** Who may do what: tokens with roles, read from a file that only its owner can read. A token itself is never kept, only its hash. */

import { Buffer } from 'node:buffer';
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import * as z from 'zod';
import { ServeError } from '../serve-error.ts';

const ROLES = ['read', 'write', 'metrics', 'members', 'faults'] as const;
export type Role = (typeof ROLES)[number];

/** So many tokens a file may have: each request is compared with every one of them. */
const TOKENS_LIMIT = 1000;
/** A token of 128 random bits, in base64 or hex, is longer. */
const TOKEN_LEAST_CHARS = 22;

export interface Holder {
  /** For logs and metrics. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
}

const TOKEN = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/, 'a name has 1 to 64 letters, digits, and . _ -'),
  roles: z.array(z.enum(ROLES)).min(1, 'a token needs at least one role'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a hash is 64 hexadecimal digits, in lower case')
    .optional(),
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'a token has no spaces')
    .min(TOKEN_LEAST_CHARS, `a token has at least ${TOKEN_LEAST_CHARS} characters: openssl rand -base64 32`)
    .optional(),
});
const FILE = z.strictObject({ tokens: z.array(TOKEN).min(1).max(TOKENS_LIMIT) });

interface Known extends Holder {
  readonly hash: Buffer;
}

export class Tokens {
  readonly #known: readonly Known[];

  constructor(known: readonly Known[]) {
    this.#known = known;
  }

  /** Takes the same time whichever token it is, and if it is none. */
  holderOf(token: string): Holder | undefined {
    const hash = sha256(token);
    let holder: Holder | undefined;
    for (const one of this.#known) if (timingSafeEqual(one.hash, hash)) holder = one;
    return holder;
  }
}

/** @throws {ServeError} one line that says what is wrong with the file and what to do, without a token */
export function readTokens(path: string): Tokens {
  checkMode(path);
  let json: unknown;
  try {
    json = JSON.parse(textOf(path));
  } catch (error) {
    // The message of a syntax error quotes what it found.
    if (error instanceof SyntaxError)
      throw new ServeError(
        `${path} is not JSON: it must be {"tokens": [{"name": …, "roles": […], "sha256": …}]}`,
      );
    throw error;
  }
  return tokensIn(json, path);
}

function tokensIn(json: unknown, path: string): Tokens {
  const checked = FILE.safeParse(json);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw new ServeError(`${path}${where}: ${issue?.message ?? 'not a file of tokens'}`);
  }
  const known = checked.data.tokens.map(({ name, roles, sha256: hash, token }): Known => {
    if ((hash === undefined) === (token === undefined))
      throw new ServeError(`${path}: token ${name} needs either "sha256" or "token"`);
    return {
      name,
      roles: new Set(roles),
      hash: hash === undefined ? sha256(token ?? '') : Buffer.from(hash, 'hex'),
    };
  });
  const twice = known.find(({ name }, i) => known.findIndex((one) => one.name === name) !== i);
  if (twice !== undefined) throw new ServeError(`${path}: there are two tokens with the name ${twice.name}`);
  return new Tokens(known);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ServeError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** Others must not read it. A group may where the file is not ours: so an orchestrator hands secrets over. */
function checkMode(path: string): void {
  if (process.platform === 'win32') return;
  const { mode, uid } = statOf(path);
  const forbidden = uid === process.getuid?.() ? 0o077 : 0o037;
  if ((mode & forbidden) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new ServeError(`${path} can be read or changed by others (mode ${octal}): chmod 600 ${path}`);
}

function statOf(path: string): { mode: number; uid: number } {
  try {
    return statSync(path);
  } catch (error) {
    throw new ServeError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
