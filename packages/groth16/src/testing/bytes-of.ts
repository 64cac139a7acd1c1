import { joinBytes } from '@brebaje/curves/bytes';
import { memorySource } from '../files/source.ts';
import { openZkey, type Zkey } from '../zkey/zkey.ts';

/** A stream's bytes. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of stream) parts.push(bytes);
  return joinBytes(parts);
}

/** A zkey in memory. */
export function zkeyIn(bytes: Uint8Array, kind: Zkey['kind'] = 'whole'): Promise<Zkey> {
  return openZkey(memorySource(bytes), { kind });
}
