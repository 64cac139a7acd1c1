import { type SequencerUrl, sequencerUrl } from '@brebaje/client/sequencer-url';
import {
  type Credential,
  credentialOf,
  type EthereumKey,
  freshKey,
  identityOf,
  keyOf,
  signIn,
} from '@brebaje/client/sign-in';
import type { Surroundings } from '@brebaje/client/surroundings';
import type { ContributeOptions } from '../commands/contribute.ts';
import type { Credentials, Part } from '../credentials.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { ProgressLine } from '../progress-line.ts';
import { readSecret, secretFault } from '../secret-input.ts';
import type { Shell } from '../shell.ts';

/** Who contributes, and what is known from an earlier run. */
export interface Who {
  part: Part;
  credential: Credential;
  renew: (() => Promise<Credential>) | undefined;
  ecdsaKey: Uint8Array | undefined;
}

/** Whether an earlier run, if any, is the one to go on with. */
type Match = (part: Part) => boolean;

/**
 * Finds out who contributes: a session or a key that was given, else an unfinished earlier run at this server,
 * else a fresh key. Signs in where needed, and keeps what a later run needs to go on.
 */
export async function whoContributes(
  world: Surroundings,
  url: SequencerUrl,
  options: ContributeOptions,
  keeper: Credentials,
  shell: Shell,
  line: ProgressLine,
  match: Match = () => true,
): Promise<Who> {
  const session = await givenSession(options, shell);
  if (session) {
    const earlier = await earlierPart(
      keeper,
      url,
      options,
      (part) => part.sessionId === session.sessionId && match(part),
    );
    const part = earlier ?? keeper.newPart(url.base, session, world.now());
    return remember(keeper, { part, credential: session, renew: undefined, ecdsaKey: undefined });
  }
  const key = await givenKey(options, shell);
  const identity = key && identityOf(key);
  const earlier = await earlierPart(
    keeper,
    url,
    options,
    (part) =>
      (key ? part.identity === identity : part.privateKey !== undefined || part.finished !== undefined) &&
      match(part),
  );
  if (earlier) {
    line.line(
      `Going on with an earlier run${earlier.identity ? ` as ${earlier.identity}` : ''} (--new begins anew)`,
    );
    const own = key ?? (earlier.privateKey === undefined ? undefined : keyOf(earlier.privateKey));
    const credential = { sessionId: earlier.sessionId, identity: earlier.identity };
    return remember(keeper, {
      part: earlier,
      credential,
      renew: own && (() => signInAs(world, url, own, shell)),
      ecdsaKey: own?.privateKey,
    });
  }
  const own = key ?? freshKey();
  const credential = await signInAs(world, url, own, shell);
  line.line(`Signed in as ${credential.identity}${key ? '' : ' (a fresh key)'}`);
  const part = keeper.newPart(url.base, credential, world.now());
  if (!key) part.privateKey = Buffer.from(own.privateKey).toString('hex');
  const renew = () => signInAs(world, url, own, shell);
  return remember(keeper, { part, credential, renew, ecdsaKey: own.privateKey });
}

/** The address to use: the argument, which must agree with a file that names one. */
export function serverOf(url: string | undefined, named: string | undefined): SequencerUrl {
  if (url === undefined && named === undefined) {
    throw new CommandError(EXIT.usage, 'which ceremony?', 'give its address: brebaje contribute https://…');
  }
  const where = sequencerUrl(url ?? named!);
  if (named !== undefined && sequencerUrl(named).base !== where.base) {
    throw new CommandError(EXIT.usage, `this work is for ${named}, not for ${where.base}`);
  }
  return where;
}

async function remember(keeper: Credentials, who: Who): Promise<Who> {
  who.part.pid = process.pid;
  who.part.sessionId = who.credential.sessionId;
  await keeper.save(who.part);
  return who;
}

function earlierPart(keeper: Credentials, url: SequencerUrl, options: ContributeOptions, match: Match) {
  return options.new ? Promise.resolve(undefined) : keeper.unfinished(url.base, match);
}

async function givenSession(options: ContributeOptions, shell: Shell): Promise<Credential | undefined> {
  if (options.session !== undefined) {
    if (options.keyFile !== undefined)
      throw new CommandError(EXIT.usage, 'a link signs in by itself: give the link or a key, not both');
    return options.session;
  }
  const text =
    options.sessionFile !== undefined
      ? await readSecret(options.sessionFile, shell)
      : shell.env.BREBAJE_SESSION;
  if (text === undefined) return undefined;
  if (options.keyFile !== undefined) throw new CommandError(EXIT.usage, 'give a session or a key, not both');
  try {
    return credentialOf(text);
  } catch (error) {
    return secretFault(error);
  }
}

async function givenKey(options: ContributeOptions, shell: Shell): Promise<EthereumKey | undefined> {
  if (options.keyFile === undefined) return undefined;
  try {
    return keyOf(await readSecret(options.keyFile, shell));
  } catch (error) {
    return secretFault(error);
  }
}

function signInAs(
  world: Surroundings,
  url: SequencerUrl,
  key: EthereumKey,
  shell: Shell,
): Promise<Credential> {
  return signIn(world, url, key, shell.signal);
}
