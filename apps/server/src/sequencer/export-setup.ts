import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { KzgMetadata } from '../verify/kzg-scheme.ts';
import { CommandRefused } from './ceremony-commands.ts';
import type { ServerContext } from './context.ts';
import { loadCircuit } from './load.ts';

/**
 * Writes the trusted setup of one sub-ceremony's head to a new file, as c-kzg or its JSON readers load it.
 * Neither form has room for a remark, so the name of a test's export says what it is.
 */
export async function exportSetupTo(
  ctx: ServerContext,
  ceremonyId: number,
  { sub, form, path, test }: { sub: number; form: 'txt' | 'json'; path: string; test: boolean },
): Promise<{ path: string; bytes: number }> {
  const circuit = await loadCircuit(ctx.store.db, ceremonyId);
  const metadata = JSON.parse(circuit.metadata) as KzgMetadata;
  if (!metadata.sizes[sub])
    throw new CommandRefused(`there is no sub-ceremony ${sub}: they are 0 to ${metadata.sizes.length - 1}`);
  const bytes = await ctx.schemes.KZG.finalize({ blob: circuit.headBlob, metadata }, { sub, form });
  const marked = test && !/test/i.test(basename(path)) ? join(dirname(path), `TEST-${basename(path)}`) : path;
  const file = await open(marked, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { path: marked, bytes: bytes.length };
}
