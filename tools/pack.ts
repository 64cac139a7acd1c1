/**
 * `npm run pack`: what is published, under out/. One file with everything in it, the command's package
 * around that file, and the libraries as built JavaScript with their types.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bundle, bundle } from './bundle.ts';
import { emitJavaScript, renamed } from './emit-javascript.ts';
import { emitKernels } from './kernels.ts';

const house = fileURLToPath(new URL('..', import.meta.url));

type Manifest = Record<string, unknown> & { name: string; version: string; description: string };

export interface Packed {
  bundle: Bundle;
  /** Paths of the tarballs by package name. */
  tarballs: Record<string, string>;
}

const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const writeManifest = (folder: string, manifest: Manifest): void =>
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

function npmPack(folder: string, destination: string): string {
  const report = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const answer: unknown = JSON.parse(report);
  // npm lists packages in an array or, since 11, by name.
  const [entry] = Object.values(answer as Record<string, { filename: string }>);
  return join(destination, entry!.filename);
}

/** The command: the one file, a bin that refuses an old Node in words, and nothing to install. */
function packCommand(out: string, built: Bundle): string {
  const folder = join(out, 'command');
  const source = join(house, 'apps/cli');
  const { version, description } = readManifest(source);
  mkdirSync(folder, { recursive: true });
  cpSync(built.path, join(folder, 'brebaje.mjs'));
  writeFileSync(join(folder, 'brebaje.js'), readFileSync(join(source, 'bin/packed.js')));
  for (const name of ['README.md', 'LICENSE'])
    if (existsSync(join(house, name))) cpSync(join(house, name), join(folder, name));
  writeManifest(folder, {
    name: 'brebaje',
    version,
    description,
    license: 'MIT',
    type: 'module',
    bin: { brebaje: './brebaje.js' },
    files: ['brebaje.js', 'brebaje.mjs'],
    engines: { node: '>=22.18' },
  });
  return npmPack(folder, out);
}

/** ./src/x.ts → ./dist/x.js, wherever a manifest names sources. */
const toDist = (value: unknown): unknown =>
  renamed(value, (path) => path.replace(/^\.\/src\/(.*)\.ts$/, './dist/$1.js'));

const rooms = readdirSync(join(house, 'packages'));

/**
 * The libraries of some rooms, as tarballs by package name: TypeScript is not stripped under node_modules, so they
 * are published as JavaScript. Kernels are taken as they were emitted last.
 */
export function packLibraries(out: string, from: readonly string[] = rooms): Record<string, string> {
  const build = join(out, 'build');
  emitJavaScript(
    build,
    from.map((room) => join('packages', room, 'src')),
  );
  return Object.fromEntries(
    from.map((room) => {
      const folder = join(out, 'libraries', room);
      const manifest = readManifest(join(house, 'packages', room));
      mkdirSync(folder, { recursive: true });
      cpSync(join(build, 'packages', room, 'src'), join(folder, 'dist'), { recursive: true });
      cpSync(join(house, 'LICENSE'), join(folder, 'LICENSE'));
      const emitted = join(house, 'packages', room, 'emitted');
      const files = ['dist', ...(existsSync(emitted) ? ['emitted'] : [])];
      for (const name of files.slice(1)) cpSync(emitted, join(folder, name), { recursive: true });
      writeManifest(folder, {
        ...manifest,
        exports: { './*': { types: './dist/*.d.ts', default: './dist/*.js' } },
        ...(manifest.imports ? { imports: toDist(manifest.imports) } : {}),
        files,
      });
      return [manifest.name, npmPack(folder, out)];
    }),
  );
}

/** Builds everything anew into a folder, which is emptied first. */
export async function pack(out: string): Promise<Packed> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await emitKernels();
  const built = await bundle(out);
  writeFileSync(`${built.path}.sha256`, `${built.sha256}  brebaje.mjs\n`);
  const tarballs = { brebaje: packCommand(out, built), ...packLibraries(out) };
  for (const folder of ['build', 'command', 'libraries'])
    rmSync(join(out, folder), { recursive: true, force: true });
  return { bundle: built, tarballs };
}

if (import.meta.main) {
  const packed = await pack(join(house, 'out'));
  console.log(
    `${packed.bundle.path}  ${(packed.bundle.bytes / 1e6).toFixed(1)} MB  sha256 ${packed.bundle.sha256}`,
  );
  for (const [name, path] of Object.entries(packed.tarballs)) console.log(`${path}  ${name}`);
}
