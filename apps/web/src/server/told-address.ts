import { SERVER } from './place.ts';

/**
 * A path as the server tells it, as an address. Such paths begin at the origin: where the server lies below a
 * path, that path is in them already.
 */
export function toldAddress(path: string): string {
  const url = new URL(path, SERVER);
  if (!/^https?:$/.test(url.protocol)) throw new RangeError(`${url.protocol} is no address of a file`);
  return url.href;
}
