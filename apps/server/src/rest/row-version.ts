import { Problem } from './problem.ts';

/** Refuses a change whose If-Match names another version than the row's. */
export function requireVersion(row: { version: number }, ifMatch: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new Problem('VERSION_MISMATCH', `It is at version ${row.version} now.`);
}

/** The row as written; refuses when another request has changed it since it was read. */
export function written<R>(row: R | undefined): R {
  if (row === undefined) throw new Problem('CHANGED_MEANWHILE');
  return row;
}
