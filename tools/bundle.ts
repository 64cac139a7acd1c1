/**
 * Builds the command with everything it needs into one file that runs on Node alone, for machines without a
 * network and as the content of the command's package.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'vite';
import { KERNEL_FILES } from '../packages/curves/src/kernel/files.ts';
import { emitKernels } from './kernels.ts';

const house = fileURLToPath(new URL('..', import.meta.url));

/** Modules that say where a thread starts; in one file every thread starts from the file itself. */
const THREAD_URLS: Record<string, string> = {
  'packages/curves/src/threads/thread-url.ts': 'threadUrl',
  'apps/server/src/verify/verification-thread-url.ts': 'verificationThreadUrl',
};

const threadsFromThisFile: Plugin = {
  name: 'threads-from-this-file',
  enforce: 'pre',
  load(id) {
    const name = Object.entries(THREAD_URLS).find(([path]) => id.endsWith(path))?.[1];
    return name ? `export const ${name} = () => new URL(import.meta.url);` : null;
  },
};

/** In one file there are no others to read: it carries the kernels' modules, packed. */
const kernelsInThisFile: Plugin = {
  name: 'kernels-in-this-file',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('packages/curves/src/kernel/read-kernel.ts')) return null;
    await emitKernels();
    const packed = (file: URL) => gzipSync(readFileSync(file), { level: 9 }).toString('base64');
    const modules = Object.entries(KERNEL_FILES).map(([curve, kernels]) => [
      curve,
      Object.fromEntries(Object.entries(kernels).map(([kernel, file]) => [kernel, packed(file)])),
    ]);
    return `
      import { gunzipSync } from 'node:zlib';
      const MODULES = ${JSON.stringify(Object.fromEntries(modules))};
      export async function readKernel(curve, kernel) {
        return gunzipSync(Buffer.from(MODULES[curve][kernel], 'base64'));
      }`;
  },
};

export interface Bundle {
  path: string;
  bytes: number;
  sha256: string;
}

/** Writes `brebaje.mjs` into the folder. */
export async function bundle(folder: string): Promise<Bundle> {
  await build({
    configFile: false,
    root: house,
    logLevel: 'warn',
    plugins: [threadsFromThisFile, kernelsInThisFile],
    ssr: { noExternal: true, target: 'node' },
    resolve: { conditions: ['node', 'import', 'default'] },
    build: {
      ssr: join(house, 'tools/bundle-entry.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        platform: 'node',
        // Optional natives that their packages look for and do without.
        external: ['pg-native', 'bufferutil', 'utf-8-validate'],
        output: {
          format: 'esm',
          entryFileNames: 'brebaje.mjs',
          codeSplitting: false,
          banner: '#!/usr/bin/env node',
        },
      },
    },
  });
  const path = join(folder, 'brebaje.mjs');
  const content = readFileSync(path);
  return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

// Before `npm start`: a bundle that cannot be built only means that the page offers no download.
if (import.meta.main) {
  await bundle(join(house, 'out')).catch((error: Error) => {
    console.error(`The command for download could not be built: ${error.message}`);
  });
}
