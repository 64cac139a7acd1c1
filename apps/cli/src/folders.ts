import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Record<string, string | undefined>;

/** The XDG base directory specification ignores values that are not absolute. */
function base(env: Environment, name: string, fallback: string): string {
  const value = env[name];
  return join(value && isAbsolute(value) ? value : join(env.HOME ?? homedir(), fallback), 'brebaje');
}

/** Where sessions and keys of a contributor are kept. */
export function credentialFolder(env: Environment): string {
  return join(base(env, 'XDG_CONFIG_HOME', '.config'), 'credentials');
}

/** Where finished contributions wait whose receipt has not arrived. */
export function pendingFolder(env: Environment): string {
  return join(base(env, 'XDG_STATE_HOME', join('.local', 'state')), 'pending');
}

/** The server's data folder, as the server itself finds it. */
export function dataFolder(env: Environment, given: string | undefined): string {
  return given ?? env.BREBAJE_DATA ?? env.STATE_DIRECTORY ?? './brebaje-data';
}

/** Makes a folder that only its owner reads. */
export async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}
