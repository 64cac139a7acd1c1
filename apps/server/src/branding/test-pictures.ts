/** Small pictures for tests. */
import { crc32, deflateSync } from 'node:zlib';

/** A grey PNG; `with` a chunk of that type, `without` those of another. */
export function testPng(
  width: number,
  height: number,
  { with: added, without }: { with?: string; without?: string } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Buffer.alloc(height * (width + 1), 0x80);
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0;
  const chunks: [string, Buffer][] = [
    ['IHDR', header],
    ...(added === undefined ? [] : [[added, Buffer.alloc(8)] as [string, Buffer]]),
    ['IDAT', deflateSync(rows)],
    ['IEND', Buffer.alloc(0)],
  ];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks.filter(([type]) => type !== without).map(([type, data]) => chunk(type, data)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc32(named));
  return Buffer.concat([head, named, tail]);
}
