import { hex } from './operation.ts';

/** The library's name, when it says the same. Throws when it does not. */
export function agreeing(library: string, found: Uint8Array, expected: Uint8Array): string[] {
  if (Buffer.compare(found, expected) === 0) return [library];
  throw new Error(`${library} says ${hex(found)}, noble ${hex(expected)}`);
}
