/** What sign-in keeps in memory between requests. */
import type { FaceContext } from '../http/face-context.ts';
import { PrefixCounter } from '../http/rate-limit.ts';
import { EthereumHistory } from './ethereum-history.ts';

export interface AuthServices {
  history: EthereumHistory;
  /** People per address prefix and day while qualification is open beyond loopback. */
  openCap: PrefixCounter;
  /** Sign-in requests per address prefix and minute. */
  signIns: PrefixCounter;
  /** Short codes that are tried, per address prefix and minute. */
  codes: PrefixCounter;
}

/** People mistype; programs that guess are slowed down to centuries. */
const CODES_PER_MINUTE = 30;

const MINUTE = 60_000;
const DAY = 86_400_000;

export function createAuthServices({ config, log }: Pick<FaceContext, 'config' | 'log'>): AuthServices {
  return {
    history: new EthereumHistory(config.ethereumRpcUrls, ({ message }) =>
      log.warn({ reason: message }, 'an Ethereum endpoint failed'),
    ),
    openCap: new PrefixCounter(config.openPerPrefix, DAY),
    signIns: new PrefixCounter(config.signInsPerMinute, MINUTE),
    codes: new PrefixCounter(CODES_PER_MINUTE, MINUTE),
  };
}
