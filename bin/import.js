// Imports what is not ours. Compiled code cannot: it does not know which program it is part of.
'use strict';
module.exports = (specifier) => import(specifier);
