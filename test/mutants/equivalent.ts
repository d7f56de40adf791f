/** Mutants that no test can kill, because they change nothing that anybody could see: each by its name, with the reason. */

import { AUDIT } from './equivalent/audit.ts';
import { CHECK } from './equivalent/check.ts';
import { CORE } from './equivalent/core.ts';
import { CYCLES_EQUIVALENT } from './equivalent/cycles.ts';
import type { Equivalent } from './equivalent/equivalent.ts';
import { JUDGES } from './equivalent/judges.ts';
import { KAFKA } from './equivalent/kafka.ts';
import { LISTS } from './equivalent/lists.ts';
import { NET } from './equivalent/net.ts';
import { OBSERVE } from './equivalent/observe.ts';
import { TRUTH } from './equivalent/truth.ts';

export const EQUIVALENT: readonly Equivalent[] = [
  ...NET,
  ...CHECK,
  ...KAFKA,
  ...LISTS,
  ...CYCLES_EQUIVALENT,
  ...AUDIT,
  ...TRUTH,
  ...JUDGES,
  ...CORE,
  ...OBSERVE,
];
