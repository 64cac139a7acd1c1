/** The exact commands that take part in a ceremony or verify it, for a terminal. */

/** A text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command, downloaded and compared with its hash before it runs. */
export function downloadLines(server: string, sha256: string): string[] {
  return [`curl -O ${quoted(`${server}/brebaje.mjs`)}`, `echo "${sha256}  brebaje.mjs" | sha256sum --check`];
}

/** `page` is the ceremony's. */
export const contributeLine = (page: string): string => `node brebaje.mjs contribute ${quoted(page)}`;
export const verifyLine = (page: string): string => `node brebaje.mjs verify ${quoted(page)}`;
export const archiveLine = (page: string, slug: string): string =>
  `node brebaje.mjs archive ${quoted(page)} -o ${quoted(`${slug}-archive`)}`;
