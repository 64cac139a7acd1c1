import { hostname } from 'node:os';

/** What the person sees in the list of their sessions: `command on alice-laptop`. */
export function sessionLabel(host = hostname()): string {
  const name = host.replace(/\.local$/, '').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
  return `command on ${name === '' ? 'this machine' : name}`.slice(0, 64);
}
