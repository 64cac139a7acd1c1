import { ClientError } from '@brebaje/client/client-error';
import { groth16At } from '@brebaje/client/groth16/find-ceremony';
import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { isInvitationLink } from '@brebaje/client/rest/invitation-link';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import type { Surroundings } from '@brebaje/client/surroundings';
import { handIn, takePart } from '@brebaje/client/take-part';
import { notingClock } from '../clock-note.ts';
import type { ContributeOptions } from '../commands/contribute.ts';
import { Credentials } from '../credentials.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import { useProxies } from '../proxy.ts';
import type { Shell } from '../shell.ts';
import { interruptionText, ProgressTeller } from '../tell-progress.ts';
import { requireWritableFile, requireWritableFolder } from '../writable.ts';
import type { Invited } from './by-link.ts';
import type { AtCeremony } from './circuits/run.ts';
import { exportWork } from './export.ts';
import { extraEntropy } from './extra-entropy.ts';
import { circuitWork } from './offline.ts';
import { writeResult } from './result.ts';
import { startEngine } from './start-engine.ts';
import { submitWork } from './submit.ts';
import { serverOf, type Who, whoContributes } from './who.ts';

/** What the ways of contributing share. */
export interface Desk {
  world: Surroundings;
  keeper: Credentials;
  line: ProgressLine;
  teller: ProgressTeller;
  shell: Shell;
  options: ContributeOptions;
  /** Whom the person has been told they are; undefined: nobody yet. */
  greeted?: string;
}

/** `brebaje contribute`, in each of its three ways. */
export async function contribute(
  url: string | undefined,
  options: ContributeOptions,
  shell: Shell,
): Promise<void> {
  useProxies(shell);
  if (options.export !== undefined && options.submit !== undefined) {
    throw new CommandError(EXIT.usage, 'export or submit, not both in one run');
  }
  const stdins = [options.keyFile, options.sessionFile, options.entropyFile].filter((path) => path === '-');
  if (stdins.length > 1) throw new CommandError(EXIT.usage, 'standard input can be only one of these');
  // A turn is not asked for whose outcome has no place to go.
  if (options.export !== undefined) await requireWritableFile(options.export);
  else await requireWritableFolder(options.output ?? '.');
  const line = new ProgressLine(shell);
  const teller = new ProgressTeller(line);
  const note = (text: string) => line.line(`${shell.style('yellow', 'Note:')} ${text}`);
  const desk: Desk = {
    world: notingClock(nodeSurroundings(), note),
    keeper: new Credentials(shell.env),
    line,
    teller,
    shell,
    options,
  };
  let invited: Invited | undefined;
  try {
    let where = url;
    if (url !== undefined && isInvitationLink(url)) {
      const { comeByLink } = await import('./by-link.ts');
      invited = await comeByLink(url, options, shell, line);
      where = invited.url;
      desk.options = { ...options, session: invited.session };
      desk.greeted = invited.name;
    }
    const done = options.submit === undefined ? undefined : await circuitWork(options.submit, 'done');
    const at = invited ?? (await ceremonyAt(desk, where ?? done?.server));
    if (at?.ceremony.scheme === 'GROTH16') return await contributeInCircuits(desk, at, done?.bytes);
    if (options.submit !== undefined) await submitWork(desk, where, options.submit);
    else if (options.export !== undefined) await exportWork(desk, serverOf(where, undefined), options.export);
    else await contributeHere(desk, where);
  } catch (error) {
    line.clear();
    if (error instanceof ClientError && error.code === 'STOPPED') {
      throw new CommandError(EXIT.interrupted, 'interrupted', interruptionText(teller.stage));
    }
    // The protocol has one word for every session that has ended.
    if (error instanceof ClientError && error.code === 'SESSION_UNKNOWN' && (await invited?.hasContributed()))
      throw new CommandError(
        EXIT.notAdmitted,
        'you have contributed already: everybody does so once',
        `nothing is left to do; brebaje verify ${invited!.url} --receipt <your receipt.json> shows that it counts`,
        { allIsWell: true },
      );
    throw error;
  } finally {
    line.clear();
  }
}

/** The Groth16 ceremony at an address; undefined for others. */
async function ceremonyAt(
  { world, shell }: Desk,
  address: string | undefined,
): Promise<AtCeremony | undefined> {
  if (address === undefined) return undefined;
  const url = sequencerUrl(address);
  const ceremony = await groth16At(world, url, shell.signal);
  return ceremony && { server: url.server, ceremony };
}

async function contributeInCircuits(desk: Desk, at: AtCeremony, done: Uint8Array | undefined): Promise<void> {
  const { export: exported, submit } = desk.options;
  if (submit !== undefined) {
    if (!done) throw new CommandError(EXIT.file, `${submit} is not work on a circuit`);
    const { submitCircuit } = await import('./circuits/submit.ts');
    return submitCircuit(desk, at, submit, done);
  }
  if (exported !== undefined) {
    const { exportCircuit } = await import('./circuits/export.ts');
    return exportCircuit(desk, at, exported);
  }
  const { contributeCircuits } = await import('./circuits/run.ts');
  await contributeCircuits(desk, at);
}

async function contributeHere(desk: Desk, address: string | undefined): Promise<void> {
  const { world, keeper, line, teller, shell, options } = desk;
  const url = serverOf(address, undefined);
  const extra = await extraEntropy(options, shell);
  const who = await whoContributes(world, url, options, keeper, shell, line);
  const kept = who.part.finished && (await keeper.body(who.part));
  if (kept) return deliverKept(desk, who, kept);
  if (who.credential.identity === undefined && options.identity) {
    line.line('The session names no identity: it cannot be signed with the secrets');
  }
  let running: ReturnType<typeof startEngine> | undefined;
  try {
    const { turn, computed, accepted } = await takePart(world, {
      url,
      credential: who.credential,
      renew: who.renew,
      expectedAddress: options.address,
      engine: async () => {
        running ??= startEngine(desk, options.threads);
        return (await running).engine;
      },
      extraEntropy: extra,
      signIdentity: options.identity,
      ecdsaKey: options.identity ? who.ecdsaKey : undefined,
      keep: async (taken, made) => {
        who.part.sessionId = taken.credential.sessionId;
        who.part.sequencerAddress = taken.sequencerAddress;
        await keeper.keep(who.part, made, taken);
      },
      emit: (event) => teller.tell(event),
      signal: shell.signal,
    });
    await writeResult(desk, accepted, computed, { ...turn, kernel: (await running)?.kernel });
    await keeper.forget(who.part);
  } catch (error) {
    await forgetLost(desk, who, error);
    throw error;
  } finally {
    extra?.fill(0);
    await running?.then(({ engine }) => engine.close());
  }
}

/** A finished contribution of an earlier run: only its receipt is missing. */
async function deliverKept(desk: Desk, who: Who, body: Uint8Array): Promise<void> {
  const { world, keeper, line, teller, shell, options } = desk;
  const finished = who.part.finished!;
  line.line('An earlier run finished its contribution; asking for the receipt');
  try {
    const accepted = await handIn(world, {
      url: serverOf(who.part.server, undefined),
      credential: who.credential,
      sequencerAddress: options.address ?? who.part.sequencerAddress ?? '',
      computed: { body, subs: finished.subs },
      again: true,
      emit: (event) => teller.tell(event),
      signal: shell.signal,
    });
    await writeResult(desk, accepted, { ...finished, body }, finished);
    await keeper.forget(who.part);
  } catch (error) {
    await forgetLost(desk, who, error);
    throw error;
  }
}

/** After an answer that no later run can better, the next one begins anew. */
export async function forgetLost(desk: Pick<Desk, 'keeper'>, who: Who, error: unknown): Promise<void> {
  const final = ['TURN_LOST', 'CONTRIBUTION_REFUSED', 'SESSION_UNKNOWN', 'ALREADY_CONTRIBUTED', 'STALE_BASE'];
  if (error instanceof ClientError && final.includes(error.code)) await desk.keeper.forget(who.part);
}
