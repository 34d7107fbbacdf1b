/**
 * The type of text that may be shown or kept. Only `core/text/mask.ts` makes such text, so that a field of this type
 * cannot be filled with one that nobody masked.
 */

declare const isMasked: unique symbol;

/** Text with words of a user, a log or a registry in it; secrets are masked. */
export type MaskedText = string & { readonly [isMasked]: true };
