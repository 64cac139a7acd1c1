import type { FileHandle } from 'node:fs/promises';

/** The bytes of an open file from `from` until before `to`. Throws RangeError where it ends before. */
export async function readRange(
  file: FileHandle,
  path: string,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(to - from);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) throw new RangeError(`${path} ends at byte ${from + done}`);
    done += bytesRead;
  }
  return bytes;
}
