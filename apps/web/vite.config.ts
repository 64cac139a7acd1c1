/** Builds the pages to static files under dist/. Addresses in them are relative, so that any folder may hold them. */
import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const source = fileURLToPath(new URL('./src/', import.meta.url)).replaceAll('\\', '/');

/** Whether a module is below one of these folders of src/. */
const below =
  (...folders: string[]) =>
  (id: string) =>
    folders.some((folder) => id.startsWith(`${source}${folder}`));

/** What the frame for other sites loads as well: nothing that is only for pages may come along. */
const framed = below('texts/message', 'texts/pseudo', 'texts/en/embed', 'server/place', 'brand/wear');

/** What the first script needs, or most pages. */
const EVERYWHERE = [
  'ui/',
  'live/',
  'server/',
  'shell/',
  'texts/',
  'brand/',
  'words/',
  'session/use-me',
  'pages/ceremony/event-kinds',
];

/** Few files instead of many small ones: a page asks for a dozen, and those that all pages share are kept. */
const GROUPS = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack)[\\/]/, priority: 4 },
  { name: 'framed', test: framed, priority: 3 },
  {
    name: 'shared',
    // Vite's own way to load a page lands where it is used first, unless it has a place.
    test: (id: string) => below(...EVERYWHERE)(id) || id.includes('vite/preload-helper'),
    priority: 2,
  },
  { name: 'watch', test: below('pages/ceremony/', 'pages/home/'), priority: 1 },
];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react(), tailwind()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    // Tells the server what a page loads first.
    manifest: true,
    // A data: URL would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: GROUPS } },
      input: Object.fromEntries(
        // embed.html is the only one that other sites may frame.
        ['index', 'embed'].map((name) => [name, fileURLToPath(new URL(`./${name}.html`, import.meta.url))]),
      ),
    },
  },
});
