/**
 * Draws lists and texts as long as a test says that they may become: without it fast-check stops at ten items, whatever `maxLength` says.
 * Loaded before all tests (`.mocharc.json`), also where mutants are tried.
 */

import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: true });
