/**
 * Builds the command with everything it needs into one file that runs on Node alone, for machines without a
 * network and as the content of the command's package.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

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
    plugins: [threadsFromThisFile],
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
