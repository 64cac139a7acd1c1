/** The command as one file, offered for download with its hash. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

export interface Bundle {
  bytes: Uint8Array;
  sha256: string;
}

/** Reads the bundle once; null when no path is configured or nothing is there. */
export async function readBundle(path: string | null): Promise<Bundle | null> {
  if (path === null) return null;
  try {
    const bytes = await readFile(path);
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch {
    return null;
  }
}
