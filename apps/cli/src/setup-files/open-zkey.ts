import { FileError } from '@brebaje/groth16/file-error';
import type { ByteSource } from '@brebaje/groth16/files/source';
import { openZkey, type Zkey } from '@brebaje/groth16/zkey/zkey';

/** Opens a zkey of any tool, and says when it is not written as snarkjs writes it. Throws a `FileError`. */
export async function openZkeyInAnyOrder(
  source: ByteSource,
): Promise<{ zkey: Zkey; remark: string | undefined }> {
  try {
    return { zkey: await openZkey(source), remark: undefined };
  } catch (error) {
    if (!(error instanceof FileError) || error.fault !== 'sections') throw error;
  }
  const zkey = await openZkey(source, { order: 'any' });
  return { zkey, remark: `sections stand in the order ${zkey.order.join()}, and not as snarkjs writes them` };
}
