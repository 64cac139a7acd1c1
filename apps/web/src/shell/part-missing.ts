/**
 * Parts of the pages that are loaded when they are needed. A server that was renewed has others: what an open page
 * asks for then is nowhere, and browsers remember that for as long as the page is open.
 */
/** A script of the pages could not be loaded: only a reload helps, and that is for the person to decide. */
export class PartMissing extends Error {
  constructor(cause: unknown) {
    super('a part of the pages could not be loaded', { cause });
    this.name = 'PartMissing';
  }
}

/** As Chromium, Firefox and Safari say it of an import, and the bundler of a style. */
const SAID =
  /^(Failed to fetch dynamically imported module|error loading dynamically imported module|Importing a module script failed|Unable to preload CSS)/;

/** Whether something failed because a part of the pages is not there. */
export function isPartMissing(error: unknown): boolean {
  return error instanceof PartMissing || (error instanceof Error && SAID.test(error.message));
}
