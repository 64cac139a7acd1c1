/**
 * Builds the command with everything it needs into one file that runs on Node alone, for machines without a
 * network and as the content of the command's package.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type InlineConfig, type Plugin } from 'vite';
import { readFolder } from '../apps/server/src/pages/read-folder.ts';
import { KERNEL_FILES } from '../packages/curves/src/kernel/files.ts';
import { emitKernels } from './kernels.ts';
import { freshPages } from './pages.ts';

const house = fileURLToPath(new URL('..', import.meta.url));

/** Says where the verification thread starts: in one file from the file itself, of which it needs nearly everything. */
const VERIFICATION_URL = 'apps/server/src/verify/verification-thread-url.ts';
/** Says where curve threads start. */
const CURVES_URL = 'packages/curves/src/threads/thread-url.ts';
const CURVES_THREAD = join(house, 'packages/curves/src/threads/thread.ts');

/**
 * Curve threads, of which every command starts some, have a small script of their own that the file carries: compiling
 * the whole file takes each thread a fifth of a second.
 */
const threadsInThisFile: Plugin = {
  name: 'threads-in-this-file',
  enforce: 'pre',
  async load(id) {
    if (id.endsWith(VERIFICATION_URL)) {
      return 'export const verificationThreadUrl = () => new URL(import.meta.url);';
    }
    if (!id.endsWith(CURVES_URL)) return null;
    const packed = gzipSync(await curvesThread(), { level: 9 }).toString('base64');
    return `
      import { gunzipSync } from 'node:zlib';
      let url;
      export function threadUrl() {
        const script = () => gunzipSync(Buffer.from('${packed}', 'base64')).toString('base64');
        url ??= new URL('data:text/javascript;base64,' + script());
        return url;
      }`;
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

/** The pages that it serves are in it, too, all of them packed as one. */
const pagesInThisFile: Plugin = {
  name: 'pages-in-this-file',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('apps/server/src/pages/own-pages.ts')) return null;
    const files = await readFolder(await freshPages());
    const lengths = [...files].map(([path, { length }]) => [path, length]);
    const packed = brotliCompressSync(Buffer.concat([...files.values()])).toString('base64');
    return `
      import { brotliDecompressSync } from 'node:zlib';
      export async function ownPages() {
        const bytes = brotliDecompressSync(Buffer.from('${packed}', 'base64'));
        const files = new Map();
        let at = 0;
        for (const [path, length] of ${JSON.stringify(lengths)}) {
          files.set(path, bytes.subarray(at, at + length));
          at += length;
        }
        return files;
      }`;
  },
};

export interface Bundle {
  path: string;
  bytes: number;
  sha256: string;
}

/** What is built for Node from one module, in one file. */
function singleFile(entry: string, output: { entryFileNames: string; banner?: string }): InlineConfig {
  return {
    configFile: false,
    root: house,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    resolve: { conditions: ['node', 'import', 'default'] },
    build: {
      ssr: entry,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        platform: 'node',
        // A slow machine is nothing that whoever starts it can mend.
        checks: { bundlerTimings: false },
        // Optional natives that their packages look for and do without.
        external: ['pg-native', 'bufferutil', 'utf-8-validate'],
        output: { format: 'esm', codeSplitting: false, ...output },
      },
    },
  };
}

/** The script of a curve thread. */
async function curvesThread(): Promise<string> {
  const config = singleFile(CURVES_THREAD, { entryFileNames: 'thread.mjs' });
  const built = await build({
    ...config,
    plugins: [kernelsInThisFile],
    build: { ...config.build, write: false, minify: true },
  });
  const [chunk] = (built as { output: { type: string; code: string }[] }).output;
  return chunk!.code;
}

/** Writes `brebaje.mjs` into the folder. */
export async function bundle(folder: string): Promise<Bundle> {
  const config = singleFile(join(house, 'tools/bundle-entry.ts'), {
    entryFileNames: 'brebaje.mjs',
    banner: '#!/usr/bin/env node',
  });
  await build({
    ...config,
    plugins: [threadsInThisFile, kernelsInThisFile, pagesInThisFile],
    build: { ...config.build, outDir: folder, emptyOutDir: false },
  });
  const path = join(folder, 'brebaje.mjs');
  const content = readFileSync(path);
  return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

// Before `npm start`: a bundle that cannot be built only means that the page offers no download.
if (import.meta.main) {
  console.error('Packing the command that the server offers for download (a few seconds)…');
  await bundle(join(house, 'out')).catch((error: Error) => {
    console.error(`The command for download could not be built: ${error.message}`);
  });
}
