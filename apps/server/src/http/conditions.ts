/** Whether `If-None-Match` names a representation, by weak comparison (RFC 9110 §13.1.2). `etag` has its quotes. */
export function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
}
