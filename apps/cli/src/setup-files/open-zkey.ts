import { readContainer } from '@brebaje/groth16/container/read-container';
import { FileError } from '@brebaje/groth16/file-error';
import type { ByteSource } from '@brebaje/groth16/files/source';
import { openZkey, SLIM_ORDER, type Zkey } from '@brebaje/groth16/zkey/zkey';

/**
 * Opens a zkey of any tool, and says when it is not written as snarkjs writes it; with `slim` it may be slim. Throws a
 * `FileError`.
 */
export async function openZkeyInAnyOrder(
  source: ByteSource,
  { slim = false }: { slim?: boolean } = {},
): Promise<{ zkey: Zkey; remark: string | undefined }> {
  try {
    return { zkey: await openZkey(source), remark: undefined };
  } catch (error) {
    if (!(error instanceof FileError) || error.fault !== 'sections') throw error;
  }
  const sections = slim ? (await readContainer(source, 'zkey')).sections.map(({ id }) => id) : [];
  if (sections.join() === SLIM_ORDER.join())
    return { zkey: await openZkey(source, { kind: 'slim' }), remark: undefined };
  const zkey = await openZkey(source, { order: 'any' });
  return { zkey, remark: `sections stand in the order ${zkey.order.join()}, and not as snarkjs writes them` };
}
