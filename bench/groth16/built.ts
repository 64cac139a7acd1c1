/** What the benches run of ours, as JavaScript, as it is installed: snarkjs is, too. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emitJavaScript, renamed } from '../../tools/emit-javascript.ts';
import { emitKernels } from '../../tools/kernels.ts';

const CHILD = 'bench/groth16/child.ts';

const house = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = [
  'packages/ceremony',
  'packages/curves',
  'packages/groth16',
  'packages/kzg',
  'packages/protocol',
  'apps/server',
];

/**
 * Builds child.ts and the rooms that it works with, once, in a folder that goes with this process. It lies in the
 * repository, where Node finds what is installed there. Answers the path of the built child.
 */
export async function builtChild(): Promise<string> {
  await emitKernels();
  const out = join(house, 'out');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  emitJavaScript(folder, [CHILD, ...ROOMS.map((room) => join(room, 'src'))]);
  for (const room of ROOMS) link(folder, room);
  cpSync(join(house, 'packages/curves/emitted'), join(folder, 'packages/curves/emitted'), {
    recursive: true,
  });
  return join(folder, CHILD.replace(/ts$/, 'js'));
}

/** Makes a built room what its name is resolved to. */
function link(folder: string, room: string): void {
  const { name, exports, imports, type } = JSON.parse(
    readFileSync(join(house, room, 'package.json'), 'utf8'),
  );
  const toJavaScript = (paths: unknown) => renamed(paths ?? {}, (path) => path.replace(/\.ts$/, '.js'));
  const manifest = { name, type, exports: toJavaScript(exports), imports: toJavaScript(imports) };
  writeFileSync(join(folder, room, 'package.json'), JSON.stringify(manifest));
  const place = join(folder, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(folder, room), place);
}
