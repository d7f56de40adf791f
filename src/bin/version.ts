/** The version of the program, read from package.json. */

import packageJson from '../../package.json' with { type: 'json' };

export const { version } = packageJson;
