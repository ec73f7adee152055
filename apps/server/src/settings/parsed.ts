/** A value, or one sentence about why the text is not one. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mistake: string };

export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const mistaken = (mistake: string): Parsed<never> => ({ ok: false, mistake });
