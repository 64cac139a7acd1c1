/** What the built pages may load and where they may send, as a Content-Security-Policy. */
import type { Config } from '../config/options.ts';
import { storageOrigins } from '../store/s3/bucket-place.ts';

/** Of pages that this server sends. */
export function pagePolicy(config: Config): string {
  return [...directives([], storageOrigins(config)), "frame-ancestors 'none'"].join('; ');
}

/**
 * Addresses may have more in their hosts than names: `*` would let everybody in, and `;` begins another rule. The
 * storage is what a server says it is.
 */
const PLAIN = /^https?:\/\/([a-z0-9._-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/;

/** Of pages on another host than their server, for a meta element, which cannot say who may frame them. */
export function elsewherePolicy(server: string, storage: readonly string[]): string {
  for (const origin of [server, ...storage])
    if (!PLAIN.test(origin)) throw new RangeError(`${origin} is no origin that a policy could name`);
  return directives([server], [server, ...storage]).join('; ');
}

/**
 * Of a script that pages start as a worker: a worker has the policy that its own script came with (CSP3 §4.1).
 * Undefined: no worker. Secrets are with those that contribute; the one that verifies asks the servers whose
 * ceremonies a person names.
 */
export function workerPolicy(config: Config, script: string): string | undefined {
  const kind = /^(contributor-worker|file-worker|thread-browser|verifier-worker)-[\w-]+\.js$/.exec(
    script,
  )?.[1];
  if (kind === undefined) return undefined;
  const connections = kind === 'verifier-worker' ? ['https:', 'http:'] : storageOrigins(config);
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    ["connect-src 'self'", ...connections].join(' '),
    "worker-src 'self'",
  ].join('; ');
}

/** Scripts and styles are files of ours; WebAssembly is what the curve kernels are; nothing is inline. */
function directives(pictures: readonly string[], connections: readonly string[]): string[] {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    ["img-src 'self' data: blob:", ...pictures].join(' '),
    "font-src 'self'",
    ["connect-src 'self'", ...connections].join(' '),
    "worker-src 'self'",
    "media-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'self'",
  ];
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
