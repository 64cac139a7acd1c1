import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pictureIn } from './picture.ts';
import { testPng } from './test-pictures.ts';

const u16 = (value: number) => [value >> 8, value & 0xff];
const segment = (marker: number, body: number[]) => [0xff, marker, ...u16(body.length + 2), ...body];
const SCAN = [...segment(0xda, [1, 1, 0, 0, 63, 0]), 1, 2, 3];
const jpeg = (width: number, height: number, sof = 0xc0, scans = 1) =>
  Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(sof, [8, ...u16(height), ...u16(width), 1, 1, 0x11, 0]),
    ...Array(scans).fill(SCAN).flat(),
    ...[0xff, 0xd9],
  ]);

function riff(...chunks: [string, Buffer][]): Buffer {
  const body = Buffer.concat(
    chunks.map(([type, data]) => {
      const head = Buffer.alloc(8);
      head.write(type, 'latin1');
      head.writeUInt32LE(data.length, 4);
      return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
    }),
  );
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
const vp8 = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 100, 0, 50, 0, 9, 9, 9]);
const vp8l = Buffer.alloc(12);
vp8l[0] = 0x2f;
vp8l.writeUInt32LE(99 | (49 << 14), 1);
const vp8x = Buffer.from([0, 0, 0, 0, 99, 0, 0, 49, 0, 0]);

it.each([
  ['a PNG', testPng(100, 50), 'image/png'],
  ['a JPEG', jpeg(100, 50), 'image/jpeg'],
  ['a progressive JPEG', jpeg(100, 50, 0xc2, 10), 'image/jpeg'],
  ['a lossy WebP', riff(['VP8 ', vp8]), 'image/webp'],
  ['a lossless WebP', riff(['VP8L', vp8l]), 'image/webp'],
  ['a WebP with a header', riff(['VP8X', vp8x], ['VP8 ', vp8]), 'image/webp'],
])('reads the size of %s', (_, bytes, mediaType) => {
  expect(pictureIn(bytes)).toEqual({ mediaType, width: 100, height: 50 });
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a GIF', Buffer.from('GIF89a\x01\0\x01\0', 'latin1')],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a PNG with a page behind it', Buffer.concat([testPng(100, 50), Buffer.from('<script>')])],
  ['an animated PNG', testPng(100, 50, { with: 'acTL' })],
  ['a PNG without data', testPng(100, 50, { without: 'IDAT' })],
  ['a PNG of no pixels', testPng(0, 50)],
  ['a JPEG with a page behind it', Buffer.concat([jpeg(100, 50), Buffer.from('<script>')])],
  ['an arithmetic JPEG', jpeg(100, 50, 0xc9)],
  ['a JPEG that takes long to show', jpeg(100, 50, 0xc2, 65)],
  ['a WebP with a page behind it', Buffer.concat([riff(['VP8 ', vp8]), Buffer.from('<script>')])],
  ['an animated WebP', riff(['VP8X', vp8x], ['ANIM', Buffer.alloc(6)], ['VP8 ', vp8])],
  ['a WebP without a picture', riff(['VP8X', vp8x], ['EXIF', Buffer.alloc(20)])],
])('refuses %s', (_, bytes) => {
  expect(pictureIn(bytes)).toEqual(expect.any(String));
});

it('refuses every file that is cut short, and is never thrown off by a changed byte', () => {
  for (const whole of [testPng(100, 50), jpeg(100, 50), riff(['VP8 ', vp8])]) {
    for (let length = 0; length < whole.length; length++)
      expect(pictureIn(whole.subarray(0, length)), `${length} bytes`).toEqual(expect.any(String));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const changed = Buffer.from(whole);
        changed[at] = value;
        pictureIn(changed);
      }),
    );
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void pictureIn(bytes)));
});
