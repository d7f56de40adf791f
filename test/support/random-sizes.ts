/**
 * Draws lists and texts as long as a test says that they may become. Loaded before all tests (`.mocharc.json`): without it fast-check
 * stops at ten items, whatever `maxLength` says.
 */

import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), defaultSizeToMaxWhenMaxSpecified: true });
