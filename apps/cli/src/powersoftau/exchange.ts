import { dirname, join } from 'node:path';
import { challengeSize, exportChallenge, openChallenge, respond } from '@brebaje/groth16/ptau/challenge';
import { currentChallenge } from '@brebaje/groth16/ptau/challenge-hash';
import type { PtauHeader } from '@brebaje/groth16/ptau/header';
import { importResponse } from '@brebaje/groth16/ptau/import-response';
import { responseSize } from '@brebaje/groth16/ptau/response';
import { personStream } from '@brebaje/groth16/random/generators';
import { extraEntropy } from '../contribute/extra-entropy.ts';
import { document, facts } from '../rest/tell.ts';
import { requirePlace, writeNewFile } from '../setup-files/new-file.ts';
import { hex, inLines } from '../setup-files/tell.ts';
import { atWorkbench, named } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { writeAll } from '../zkey/write-all.ts';
import { type PowersContributeOptions, wholePtau, writeContribution } from './contribute.ts';

/** `brebaje powersoftau export challenge`. */
export function exportPowersChallenge(
  [input, output = 'challenge']: [ptau: string, challenge?: string | undefined],
  options: PowersContributeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const { signal } = bench;
    const ptau = await wholePtau(bench, input);
    const { curve, power } = ptau.header;
    const engine = await bench.engine(curve);
    const size = challengeSize(curve, power);
    const bytes = exportChallenge(ptau, engine, { progress: bench.bar('Writing'), signal });
    await writeNewFile(output, { size, force: options.force, signal }, (sink) =>
      named(input, () => writeAll(bytes, sink)),
    );
    const challengeHash = await currentChallenge(ptau, { signal });
    bench.line.line(`Wrote ${output}`);
    if (options.json) {
      const hash = hex(challengeHash);
      document(shell, { file: output, bytes: size, challengeHash: hash, notes: bench.notes });
    } else facts(shell, [['Challenge hash', inLines(challengeHash)]]);
  });
}

/** `brebaje powersoftau challenge contribute`. */
export function contributeToChallenge(
  [curve, input, output = join(dirname(input), 'response')]: [
    curve: PtauHeader['curve'],
    challenge: string,
    response?: string | undefined,
  ],
  options: PowersContributeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const { signal } = bench;
    const source = await bench.source(input);
    const challenge = await named(input, async () => openChallenge(source, curve));
    const size = responseSize(curve, challenge.power);
    await requirePlace(output, { size, force: options.force });
    const added = await extraEntropy(options, shell);
    try {
      const engine = await bench.engine(curve);
      const responseHash = await writeNewFile(output, { size, force: options.force, signal }, (sink) =>
        named(input, async () => {
          const progress = bench.bar('Checking and computing');
          const bytes = respond(challenge, { engine, stream: personStream(added), progress, signal });
          try {
            for (;;) {
              const { done, value } = await bytes.next();
              if (done) return value;
              await sink.write(value);
            }
          } finally {
            // Wipes the secrets of a response that was not finished.
            await bytes.return(new Uint8Array());
          }
        }),
      );
      bench.line.line(`Wrote ${output}`);
      if (options.json) document(shell, { file: output, bytes: size, responseHash: hex(responseHash) });
      else facts(shell, [['Contribution response hash', inLines(responseHash)]]);
    } finally {
      added?.fill(0);
    }
  });
}

/** `brebaje powersoftau import response`. */
export function importPowersResponse(
  [input, response, output]: [ptau: string, response: string, next: string],
  options: PowersContributeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const ptau = await wholePtau(bench, input);
    const source = await bench.source(response);
    await writeContribution(bench, { ptau, input: response, output }, options, (sink, how) =>
      importResponse(ptau, source, sink, how),
    );
    bench.line.line(`Whether the contribution is sound: brebaje powersoftau verify ${output}`);
  });
}
