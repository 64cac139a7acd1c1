/** Whole zkeys, read through the two parts that are stored. */
import { joinBytes } from '@brebaje/curves/bytes';
import type { ByteSource } from '@brebaje/groth16/files/source';
import { composeZkey, openImmutable } from '@brebaje/groth16/zkey/compose';
import { openZkey } from '@brebaje/groth16/zkey/zkey';
import { BlobMissing, type Blobs } from '../store/blob-files.ts';

/** The whole zkey of a slim one and of what no contribution changes. Throws BlobMissing, and a FileError. */
export async function openWhole(blobs: Blobs, slim: string, immutable: string): Promise<ByteSource> {
  const source = await blobSource(blobs, immutable);
  const zkey = await openZkey(await blobSource(blobs, slim), { kind: 'slim' });
  return composeZkey(zkey, { source, sections: await openImmutable(source) });
}

/** A blob that is opened for each read: nobody has to close it. */
async function blobSource(blobs: Blobs, hash: string): Promise<ByteSource> {
  const size = await blobs.size(hash);
  if (size === undefined) throw new BlobMissing(hash);
  return {
    size,
    async read(start, end) {
      const { chunks } = await blobs.open(hash, { start, end });
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const bytes = joinBytes(parts);
      if (bytes.length !== end - start) throw new BlobMissing(hash, 'is shorter than it was');
      return bytes;
    },
  };
}
