/**
 * What a picture is, read from its bytes: never from a name or a Content-Type. Only formats that carry no
 * scripts and link to nothing; SVG does both. The structure is walked to its end, so that nothing else hides
 * behind it.
 */
import { crc32 } from 'node:zlib';

export interface Picture {
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Pixels. */
  width: number;
  height: number;
}

/** The picture, or why the bytes are none, in words. */
export function pictureIn(bytes: Uint8Array): Picture | string {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, 8).equals(PNG))
    return png(file) ?? 'The PNG is damaged, animated or goes on behind its end.';
  if (file[0] === 0xff && file[1] === 0xd8)
    return jpeg(file) ?? 'The JPEG is damaged, has too many scans or goes on behind its end.';
  if (file.toString('latin1', 0, 4) === 'RIFF')
    return webp(file) ?? 'The WebP is damaged, animated or goes on behind its end.';
  return 'It is neither a PNG nor a JPEG nor a WebP.';
}

const PNG = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** PNG 3rd edition, §5: chunks of length, type, data and CRC, from IHDR to IEND. */
function png(file: Buffer): Picture | null {
  let found: Picture | null = null;
  let data = false;
  for (let at = 8; at + 12 <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const end = at + 12 + length;
    if (end > file.length || crc32(file.subarray(at + 4, end - 4)) !== file.readUInt32BE(end - 4))
      return null;
    if ((at === 8) !== (type === 'IHDR') || type === 'acTL') return null;
    if (type === 'IHDR') {
      if (length !== 13) return null;
      found = sized('image/png', file.readUInt32BE(at + 8), file.readUInt32BE(at + 12));
    }
    data ||= type === 'IDAT';
    if (type === 'IEND') return data && length === 0 && end === file.length ? found : null;
    at = end;
  }
  return null;
}

/** ITU-T T.81, annex B: marker segments up to the scan; the frame header (SOF) has the size. */
function jpeg(file: Buffer): Picture | null {
  let found: Picture | null = null;
  for (let at = 2; at + 4 <= file.length; ) {
    const marker = file.readUInt16BE(at);
    // 0xffff is a fill byte before a marker.
    if (marker === 0xffff) {
      at++;
      continue;
    }
    const length = file.readUInt16BE(at + 2);
    if (marker < 0xffc0 || length < 2 || at + 2 + length > file.length) return null;
    // SOF0 to SOF2: baseline, extended and progressive, which browsers decode.
    if (marker >= 0xffc0 && marker <= 0xffc2) {
      if (length < 11 || found) return null;
      found = sized('image/jpeg', file.readUInt16BE(at + 7), file.readUInt16BE(at + 5));
    }
    // SOS: what follows is data, and further scans, up to EOI.
    if (marker === 0xffda)
      return file.readUInt16BE(file.length - 2) === 0xffd9 && scansFrom(file, at) <= MOST_SCANS
        ? found
        : null;
    at += 2 + length;
  }
  return null;
}

/**
 * Progressive files have ten. Each one is a pass over the whole picture, whatever little it adds: five thousand, which
 * are 93 kB, keep a browser busy for seven seconds.
 */
const MOST_SCANS = 64;

/** Scans from the first one on; no data looks like their marker (T.81, B.1.1.5). */
function scansFrom(file: Buffer, first: number): number {
  let scans = 0;
  for (let at = first; at !== -1; at = file.indexOf('ffda', at + 2, 'hex')) scans++;
  return scans;
}

/** RFC 9649: one picture, lossy (VP8), lossless (VP8L) or with a header of its own (VP8X). */
function webp(file: Buffer): Picture | null {
  if (file.length < 30 || file.readUInt32LE(4) + 8 !== file.length) return null;
  if (file.toString('latin1', 8, 12) !== 'WEBP') return null;
  const first = file.toString('latin1', 12, 16);
  let data = false;
  for (let at = 12; at < file.length; ) {
    if (at + 8 > file.length) return null;
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    data ||= type === 'VP8 ' || type === 'VP8L';
    if (type === 'ANIM' || type === 'ANMF') return null;
    // Chunks are padded to an even length.
    at += 8 + length + (length & 1);
    if (at > file.length) return null;
  }
  if (!data) return null;
  if (first === 'VP8X') return sized('image/webp', file.readUIntLE(24, 3) + 1, file.readUIntLE(27, 3) + 1);
  if (first === 'VP8L') {
    const bits = file.readUInt32LE(21);
    return file[20] === 0x2f ? sized('image/webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1) : null;
  }
  // RFC 6386 §9.1: a key frame's start code and its size.
  const isKey = (file[20]! & 1) === 0 && file.readUIntBE(23, 3) === 0x9d012a;
  return isKey ? sized('image/webp', file.readUInt16LE(26) & 0x3fff, file.readUInt16LE(28) & 0x3fff) : null;
}

function sized(mediaType: Picture['mediaType'], width: number, height: number): Picture | null {
  return width > 0 && height > 0 ? { mediaType, width, height } : null;
}
