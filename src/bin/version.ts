/** The version of the program, from the one place where it stands. */

import packageJson from '../../package.json' with { type: 'json' };

export const { version } = packageJson;
