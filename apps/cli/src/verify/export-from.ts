import { writeFile } from 'node:fs/promises';
import { checkTranscript } from '@brebaje/client/check-transcript';
import { ClientError } from '@brebaje/client/client-error';
import { createEngine } from '@brebaje/client/engine';
import { createFileColumns } from '@brebaje/kzg/column-file';
import { exportSetup } from '@brebaje/kzg/setup';
import { formatTrustedSetupJson, formatTrustedSetupText } from '@brebaje/kzg/trusted-setup';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Shell } from '../shell.ts';
import { requireWritableFile } from '../writable.ts';
import { transcriptOf } from './transcript-of.ts';

/** Writes the setup of a transcript that is verified first. Resolves to the bytes written. */
export async function exportFrom(
  what: string,
  options: { file: string; sub: number; form: 'txt' | 'json' },
  shell: Shell,
): Promise<number> {
  await requireWritableFile(options.file, { fresh: true });
  const line = new ProgressLine(shell);
  const transcript = await transcriptOf(what, shell, line);
  const engine = await createEngine();
  try {
    const { verdict, state } = await checkTranscript(engine, transcript.bytes(), await createFileColumns(), {
      progress: (stage, done, total) => line.bar(STAGES[stage], done, total ?? transcript.size),
      signal: shell.signal,
    });
    if (!verdict.ok) {
      throw new ClientError('TRANSCRIPT_INVALID', `the transcript is NOT valid: ${verdict.fault?.sentence}`);
    }
    if (!state.subs[options.sub]) {
      throw new CommandError(EXIT.usage, `there is no sub-ceremony ${options.sub} of ${state.subs.length}`);
    }
    const setup = await exportSetup(engine, state, options.sub, (done, total) =>
      line.bar('Computing the Lagrange form', done, total),
    );
    const text = options.form === 'txt' ? formatTrustedSetupText(setup) : formatTrustedSetupJson(setup);
    await writeFile(options.file, text, { flag: 'wx' });
    return text.length;
  } finally {
    line.clear();
    await engine.close();
    await transcript.remove();
  }
}

const STAGES = {
  reading: 'Reading',
  verifying: 'Verifying the chain, the signatures and the powers',
};
