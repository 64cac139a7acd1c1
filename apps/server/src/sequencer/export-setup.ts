import { open } from 'node:fs/promises';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import { CommandRefused } from './ceremony-commands.ts';
import type { ServerContext } from './context.ts';
import { loadCircuit } from './load.ts';

/** Writes the trusted setup of one sub-ceremony's head to a new file, as c-kzg or its JSON readers load it. */
export async function exportSetupTo(
  ctx: ServerContext,
  ceremonyId: number,
  { sub, form, path }: { sub: number; form: 'txt' | 'json'; path: string },
): Promise<{ bytes: number }> {
  const circuit = await loadCircuit(ctx.store.db, ceremonyId);
  const metadata = JSON.parse(circuit.metadata) as KzgMetadata;
  if (!metadata.sizes[sub])
    throw new CommandRefused(`there is no sub-ceremony ${sub}: they are 0 to ${metadata.sizes.length - 1}`);
  const bytes = await ctx.scheme.finalize({ blob: circuit.headBlob, metadata }, { sub, form });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes: bytes.length };
}
