import * as http from 'node:http';
import type { Shell } from './shell.ts';

const NAMES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/**
 * Sends this process's requests through the proxies of the environment. Node has a switch for that from
 * 24.14 on; an older one needs NODE_USE_ENV_PROXY from its start, and gets told.
 */
export function useProxies(shell: Shell): void {
  const { env } = shell;
  if (!NAMES.some((name) => env[name]) || env.NODE_USE_ENV_PROXY) return;
  const { setGlobalProxyFromEnv } = http as { setGlobalProxyFromEnv?: (env: object) => void };
  if (setGlobalProxyFromEnv) {
    setGlobalProxyFromEnv(env);
    return;
  }
  const note = shell.style('yellow', 'Note:');
  shell.err(`${note} this Node uses HTTPS_PROXY only with NODE_USE_ENV_PROXY=1 in the environment\n`);
}
