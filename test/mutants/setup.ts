/** Goes before the tests when mutants are tried: the same random cases for each mutant, and no search for a smaller one. */

import fc from 'fast-check';
import '../support/random-sizes.ts';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1, endOnFailure: true });
