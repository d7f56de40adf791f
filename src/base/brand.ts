/** Branded primitives: a node's name and a write's origin are both strings, and must never be mixed up. */

declare const brand: unique symbol;

/** A primitive `T` that only a deliberate cast to `Brand<T, Name>` produces. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
