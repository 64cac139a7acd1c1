import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The house: a room imports only what is listed. */
const ARROWS: Record<string, string[]> = {
  'packages/curves': [],
  'packages/kzg': ['curves'],
  'packages/groth16': ['curves'],
  'packages/ceremony': [],
  'packages/protocol': ['ceremony'],
  'packages/client': ['protocol', 'kzg', 'groth16', 'curves'],
  'apps/server': ['ceremony', 'protocol', 'kzg', 'groth16', 'curves'],
  'apps/web': ['client'],
  'apps/cli': ['client', 'server', 'protocol', 'kzg', 'groth16'],
};

/** Programs under GPL licences: oracles for tests and benches, never part of what ships. */
const GPL = ['snarkjs', 'ffjavascript', 'wasmcurves', 'r1csfile', 'circom2', '@iden3/'];

const root = fileURLToPath(new URL('..', import.meta.url));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sources(path);
    return /\.(ts|tsx|js|mjs)$/.test(entry.name) ? [path] : [];
  });
}

/** Every specifier that a module names, static, dynamic or resolved. */
function specifiers(text: string): string[] {
  const patterns = [
    /(?:^|\n)\s*(?:import|export)[^'"]*?from\s*['"]([^'"]+)['"]/g,
    /(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\bresolve\(\s*['"]([^'"]+)['"]/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
}

const isTest = (path: string) => /\.(test|soak|bench)\.tsx?$/.test(path) || /\/test-[^/]+\.ts$/.test(path);
/** What packages of libraries are built without (tsconfig.build.json). */
const isLeftOut = (path: string) => isTest(path) || /\/testing\//.test(path) || /-suite\.ts$/.test(path);
const files = Object.keys(ARROWS).flatMap((room) =>
  sources(join(root, room)).map((path) => ({ room, path, imports: specifiers(readFileSync(path, 'utf8')) })),
);

describe('the arrows between rooms', () => {
  it('knows every room there is', () => {
    const rooms = ['packages', 'apps'].flatMap((kind) =>
      readdirSync(join(root, kind), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${kind}/${entry.name}`),
    );
    expect(rooms.sort()).toEqual(Object.keys(ARROWS).sort());
  });

  it('finds no other arrow than the listed ones', () => {
    const wrong = files.flatMap(({ room, path, imports }) => {
      // Tests may look at any room: they prove that the rooms agree.
      if (isTest(path)) return [];
      const allowed = [...ARROWS[room]!, room.split('/')[1]!].map((name) => `@brebaje/${name}/`);
      return imports
        .filter((name) => name.startsWith('@brebaje/') && !allowed.some((prefix) => name.startsWith(prefix)))
        .map((name) => `${relative(root, path)} → ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  it('finds no path that leaves its room by ..', () => {
    const wrong = files.flatMap(({ room, path, imports }) =>
      imports
        .filter((name) => name.startsWith('.'))
        .filter((name) => relative(join(root, room), join(path, '..', name)).startsWith('..'))
        .map((name) => `${relative(root, path)} → ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps the rules free of everything outside', () => {
    const outside = files
      .filter(
        ({ room, path }) =>
          room === 'packages/ceremony' && !isTest(path) && !path.includes('/simulate/run.ts'),
      )
      .flatMap(({ path, imports }) =>
        imports.filter((name) => !name.startsWith('.')).map((name) => `${path} → ${name}`),
      );
    expect(outside).toEqual([]);
  });

  it('ships no GPL package', () => {
    const shipped = files.filter(({ path }) => !isLeftOut(path));
    const wrong = shipped.flatMap(({ path, imports }) =>
      imports
        .filter((name) => GPL.some((gpl) => name === gpl || name.startsWith(gpl)))
        .map((name) => `${path} → ${name}`),
    );
    const manifests = Object.keys(ARROWS).flatMap((room) => {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'));
      return Object.keys(dependencies).filter((name) => GPL.some((gpl) => name.startsWith(gpl)));
    });
    expect([...wrong, ...manifests]).toEqual([]);
  });

  it('ships nothing that needs what is left out', () => {
    const shipped = files.filter(({ path }) => !isLeftOut(path));
    const wrong = shipped.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('.') && isLeftOut(join(path, '..', name)))
        .map((name) => `${relative(root, path)} → ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('pins every dependency exactly', () => {
    const loose = ['.', ...Object.keys(ARROWS)].flatMap((room) => {
      const manifest = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'));
      return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(String(version)))
        .map(([name, version]) => `${room}: ${name}@${version}`);
    });
    expect(loose).toEqual([]);
  });
});
