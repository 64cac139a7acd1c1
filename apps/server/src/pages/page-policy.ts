/** What the built pages may load and where they may send, as a Content-Security-Policy. */
import type { Config } from '../config/options.ts';
import { storageOrigins } from '../store/s3/bucket-place.ts';

/** Scripts and styles are files of ours; WebAssembly is what the curve kernels are; nothing is inline. */
export function pagePolicy(config: Config): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...storageOrigins(config)].join(' '),
    "worker-src 'self'",
    "media-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'self'",
  ].join('; ');
}

/** The only page that others may frame: it shows, and neither sends nor asks for anything but that. */
export function embedPolicy(): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    'frame-ancestors *',
    "base-uri 'self'",
  ].join('; ');
}
