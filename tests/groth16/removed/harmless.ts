export const HARMLESS: readonly (readonly [file: string, text: string, why: string])[] = [];
