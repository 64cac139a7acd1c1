/** Detached signatures over an attestation's bytes, checked by the programs that people make them with. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personalSigner } from '@brebaje/kzg/receipt';
import { CommandError, EXIT } from '../exit-codes.ts';
import { line } from '../rest/tell.ts';

/** `ssh-keygen -Y` binds a signature to what it is for. */
const NAMESPACE = 'brebaje';

const MOST_SIGNATURE = 1 << 16;

export interface SignatureOptions {
  signature: string;
  sshAllowedSigners?: string;
  sshKey?: string;
  address?: string;
}

/** By what something was signed, and by whom, as far as that can be known. */
interface Signed {
  by: 'wallet' | 'ssh' | 'gpg';
  /** An address, a principal with its key, or a user id with the fingerprint of the key. */
  signer: string;
  /** Whether the signer was compared with somebody whom the caller named or whose key they have. */
  known: boolean;
}

/** Checks a detached signature of a file. Throws CommandError: invalid, or no program that could tell. */
export async function checkSignature(file: string, options: SignatureOptions): Promise<Signed> {
  const bytes = await readFile(options.signature);
  const text = bytes.length > MOST_SIGNATURE ? '' : bytes.toString('utf8').trim();
  if (text.startsWith('-----BEGIN SSH SIGNATURE-----')) return bySsh(file, options);
  if (text.startsWith('-----BEGIN PGP SIGNATURE-----')) return byGpg(file, options);
  if (/^(0x)?[0-9a-f]{130}$/i.test(text)) return byWallet(await readFile(file), text, options);
  throw new CommandError(
    EXIT.file,
    `${options.signature} is no signature that is known here`,
    'give an armored SSH or PGP signature, or 65 bytes of a wallet in hex',
  );
}

function byWallet(bytes: Uint8Array, text: string, { address }: SignatureOptions): Signed {
  const signer = personalSigner(bytes, text);
  if (signer === undefined) throw notSigned('no key made this signature');
  if (address !== undefined && signer.toLowerCase() !== address.toLowerCase())
    throw notSigned(`over this file it is by ${signer}, not by ${address}`);
  return { by: 'wallet', signer, known: address !== undefined };
}

async function bySsh(file: string, { signature, sshAllowedSigners, sshKey }: SignatureOptions) {
  if (sshKey !== undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'brebaje-ssh-'));
    try {
      const allowed = join(folder, 'allowed');
      await writeFile(allowed, `signer ${publicKeyOf(await readFile(sshKey, 'utf8'), sshKey)}\n`);
      return { ...(await sshVerify(file, signature, allowed, 'signer')), signer: `the key in ${sshKey}` };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (sshAllowedSigners !== undefined) {
    const found = await run('ssh-keygen', [
      '-Y',
      'find-principals',
      '-s',
      signature,
      '-f',
      sshAllowedSigners,
    ]);
    const principal = found.out.split('\n')[0]?.trim() ?? '';
    if (found.code !== 0 || principal === '')
      throw notSigned(`nobody in ${sshAllowedSigners} has the key that signed it`);
    return sshVerify(file, signature, sshAllowedSigners, principal);
  }
  const args = ['-Y', 'check-novalidate', '-n', NAMESPACE, '-s', signature];
  const { code, out, err } = await run('ssh-keygen', args, await readFile(file));
  if (code !== 0) throw notSigned(line(err || out));
  const key = / with (.+)$/m.exec(out)?.[1] ?? 'a key';
  return { by: 'ssh', signer: line(key), known: false } as const;
}

async function sshVerify(
  file: string,
  signature: string,
  allowed: string,
  principal: string,
): Promise<Signed> {
  const args = ['-Y', 'verify', '-n', NAMESPACE, '-f', allowed, '-I', principal, '-s', signature];
  const { code, out, err } = await run('ssh-keygen', args, await readFile(file));
  if (code !== 0) throw notSigned(line(err || out));
  return { by: 'ssh', signer: line(principal), known: true };
}

/** Type and key of the first line of a public key file; options and comments could mean something to ssh-keygen. */
function publicKeyOf(text: string, path: string): string {
  const found = /^((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[a-z0-9@.-]+) ([A-Za-z0-9+/=]+)(?:\s|$)/.exec(text);
  if (found) return `${found[1]} ${found[2]}`;
  throw new CommandError(EXIT.file, `${path} is no public key of SSH`, 'give the file that ends with .pub');
}

async function byGpg(file: string, { signature }: SignatureOptions): Promise<Signed> {
  const { code, out, err } = await run('gpg', ['--batch', '--status-fd', '1', '--verify', signature, file]);
  const said = (word: string) => new RegExp(`^\\[GNUPG:\\] ${word} (.*)$`, 'm').exec(out)?.[1];
  const missing = said('NO_PUBKEY');
  if (missing !== undefined)
    throw new CommandError(
      EXIT.invalid,
      `it is signed by the key ${line(missing)}, which gpg does not have: nothing is known of the signature`,
      'import the key of its contributor with gpg --import, and run the same again',
    );
  const fingerprint = said('VALIDSIG')?.split(' ')[0];
  const name = said('GOODSIG')?.replace(/^\S+ /, '');
  if (code !== 0 || fingerprint === undefined || name === undefined) throw notSigned(line(err).slice(0, 300));
  return { by: 'gpg', signer: `${line(name)}, key ${fingerprint}`, known: true };
}

function notSigned(why: string): CommandError {
  return new CommandError(
    EXIT.invalid,
    `the signature is NOT of this file: ${why}`,
    'take both files as their contributor published them',
  );
}

/** Runs a program without a shell. */
function run(
  program: 'ssh-keygen' | 'gpg',
  args: string[],
  input?: Uint8Array,
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, LC_ALL: 'C' } });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', () =>
      reject(
        new CommandError(
          EXIT.file,
          `${program} is not installed here: the signature was not checked`,
          `install ${program === 'gpg' ? 'GnuPG' : 'OpenSSH'}, or leave --signature out`,
        ),
      ),
    );
    child.on('close', (code) => resolve({ code, out, err }));
    // A program that ends before it has read everything says why by its code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
