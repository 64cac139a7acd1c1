import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFileColumns } from './column-file.ts';
import { createMemoryColumns } from './column-memory.ts';

describe.each([
  ['memory', async () => createMemoryColumns()],
  ['files', () => createFileColumns()],
] as const)('columns in %s', (_, create) => {
  test('hold what was appended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3_000 })),
        fc.nat(),
        fc.nat(),
        async (parts, a, b) => {
          await using store = Object.assign(await create(), {
            async [Symbol.asyncDispose]() {
              await store.close();
            },
          });
          const column = await store.column('one');
          const other = await store.column('two');
          for (const part of parts) {
            await column.append(part);
            await other.append(Uint8Array.of(1));
          }
          const whole = Buffer.concat(parts);
          expect(column.length).toBe(whole.length);
          expect(other.length).toBe(parts.length);
          const [from, to] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [
            number,
            number,
          ];
          expect(Buffer.from(await column.read(from, to - from)).equals(whole.subarray(from, to))).toBe(true);
          expect(await store.column('one')).toBe(column);
          await expect(column.read(from, whole.length - from + 1)).rejects.toThrow(RangeError);
          await expect(column.read(-1, 1)).rejects.toThrow(RangeError);
        },
      ),
      { numRuns: 30 },
    );
  });
});

test('files leave nothing behind', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'brebaje-test-'));
  try {
    const store = await createFileColumns(parent);
    await (await store.column('one')).append(new Uint8Array(10));
    expect(await readdir(parent)).toHaveLength(1);
    await store.close();
    await store.close();
    expect(await readdir(parent)).toEqual([]);
    await expect(store.column('two')).rejects.toThrow(/closed/);
  } finally {
    await rm(parent, { recursive: true });
  }
});
