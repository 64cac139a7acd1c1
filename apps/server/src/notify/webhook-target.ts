/** Where webhooks may go: chosen by strangers, called from inside somebody's network. */
import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback } from '../config/policy-of.ts';
import { isPublicAddress } from './public-address.ts';

/** What a target is judged by. */
export interface TargetRule {
  /** Only this machine reaches the server (tests, trying out): loopback targets and plain http to them. */
  local: boolean;
}

/** A target that is not called, and why. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused';
}

/**
 * The URL of a webhook.
 * @throws TargetRefused in words for whoever wrote it
 */
export function webhookTarget(text: string, { local }: TargetRule): URL {
  if (!URL.canParse(text)) throw new TargetRefused('this is no URL');
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const here = local && isLoopback(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && here))
    throw new TargetRefused('a webhook’s URL begins with https://');
  if (url.username !== '' || url.password !== '')
    throw new TargetRefused('a webhook’s URL has no user name or password in it');
  if (isIP(host) !== 0 && !here && !isPublicAddress(host))
    throw new TargetRefused('this address is not on the public Internet');
  if (isIP(host) === 0 && !here && !host.includes('.'))
    throw new TargetRefused('this name is not on the public Internet');
  const port = url.port === '' ? 443 : Number(url.port);
  if (!here && port !== 443 && port < 1024) throw new TargetRefused(`port ${port} is not for webhooks`);
  return url;
}

/**
 * Resolves names for connections to webhooks. The check is of the very addresses that are connected to, so a
 * name that answers differently the second time gains nothing.
 */
export function guardedLookup(
  { local }: TargetRule,
  resolve: typeof systemLookup = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, '');
      const allowed = addresses.filter(
        ({ address }) => isPublicAddress(address) || (local && isLoopback(address)),
      );
      const [first] = allowed;
      if (!first) return callback(new TargetRefused('this name is not on the public Internet'), '');
      if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}
