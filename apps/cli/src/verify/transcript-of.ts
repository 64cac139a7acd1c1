import { nodeSurroundings } from '@brebaje/client/node-surroundings';
import { sequencerUrl } from '@brebaje/client/sequencer-url';
import { downloadTranscript, openTranscript, type TranscriptFile } from '@brebaje/client/transcript-file';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { ProgressLine } from '../progress-line.ts';
import { useProxies } from '../proxy.ts';
import type { Shell } from '../shell.ts';
import { isAddress } from './what.ts';

/** The transcript that a person names: a server's, downloaded, or a file. */
export async function transcriptOf(what: string, shell: Shell, line: ProgressLine): Promise<TranscriptFile> {
  if (!isAddress(what)) {
    const file = await openTranscript(what).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new CommandError(EXIT.file, `there is no file ${what}`, 'an address begins with https://');
    });
    return file;
  }
  useProxies(shell);
  return downloadTranscript(nodeSurroundings(), sequencerUrl(what), {
    received: (bytes, total) => line.bar('Downloading the transcript', bytes, total, 'bytes'),
    signal: shell.signal,
  });
}
