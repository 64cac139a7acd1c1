/** Filters of lists, kept in the address so that they can be passed on. */

/** Changes of some filters; undefined takes one away. */
export type Changes<Search> = { [Name in keyof Search]: Search[Name] | undefined };

/** The number of a row, as an address says it. */
export function rowNumber(value: unknown): number | undefined {
  const found = Number(value);
  return Number.isSafeInteger(found) && found > 0 ? found : undefined;
}

/** Only the filters that say something. */
export function said<Search extends object>(wanted: Changes<Search>): Search {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Search;
}
