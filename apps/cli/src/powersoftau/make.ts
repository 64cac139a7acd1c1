import { containerSize } from '@brebaje/groth16/container/write-container';
import { headerSize, type PtauHeader } from '@brebaje/groth16/ptau/header';
import { newPtau } from '@brebaje/groth16/ptau/new-ptau';
import { preparePtau } from '@brebaje/groth16/ptau/prepare';
import { POWERS, sectionSize, TABLES } from '@brebaje/groth16/ptau/sections';
import { truncatePtau } from '@brebaje/groth16/ptau/truncate';
import { CommandError, EXIT } from '../exit-codes.ts';
import { document } from '../rest/tell.ts';
import { cutPtau } from '../setup-files/names.ts';
import { writeNewFile } from '../setup-files/new-file.ts';
import { atWorkbench, type FileOptions, named, type Workbench } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';
import { writeAll } from '../zkey/write-all.ts';

export interface MakeOptions extends FileOptions {
  force?: boolean;
}

/** Bytes of a ptau whose records have `records` bytes. */
export function ptauSize(header: PtauHeader, records: number, prepared: boolean): number {
  const ids = prepared ? [...POWERS, ...TABLES] : POWERS;
  return containerSize([
    { size: headerSize(header.curve) },
    { size: records },
    ...ids.map((id) => ({ size: sectionSize(id, header) })),
  ]);
}

/** Of the records of a file that is there. */
export function recordsSizeOf(sections: ReadonlyMap<number, { size: number }>): number {
  return sections.get(7)?.size ?? 0;
}

/** `brebaje powersoftau new`. */
export function newPowers(
  [curve, power, output = `powersOfTau${power}_0000.ptau`]: [
    curve: PtauHeader['curve'],
    power: number,
    ptau?: string | undefined,
  ],
  options: MakeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const size = ptauSize({ curve, power, ceremonyPower: power }, 4, false);
    await make(bench, output, { size, bytes: counting(bench, newPtau(curve, power), size), options });
    tell(bench, [{ file: output, bytes: size }], options);
  });
}

/** `brebaje powersoftau prepare phase2`. */
export function preparePowers(
  [input, output]: [ptau: string, prepared: string],
  options: MakeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const ptau = await bench.ptau(input);
    if (ptau.header.power < ptau.header.ceremonyPower)
      bench.note(`${input} was cut from a larger file: prepared again, nobody can tell that any more`);
    const engine = await bench.engine(ptau.header.curve);
    const size = ptauSize(ptau.header, recordsSizeOf(ptau.sections), true);
    const steps = { progress: bench.bar('Computing'), signal: bench.signal };
    const bytes = preparePtau(ptau, engine, steps);
    await named(input, () => make(bench, output, { size, bytes, options }));
    tell(bench, [{ file: output, bytes: size }], options);
  });
}

/** `brebaje powersoftau truncate`: to one power, or to each smaller one as snarkjs does. */
export function truncatePowers(
  [input, power, output]: [ptau: string, power?: number | undefined, cut?: string | undefined],
  options: MakeOptions,
  shell: Shell,
): Promise<void> {
  return atWorkbench(shell, options, async (bench) => {
    const ptau = await bench.ptau(input);
    const { header } = ptau;
    if (power !== undefined && power >= header.power)
      throw new CommandError(EXIT.usage, `${input} has the power ${header.power}; give a smaller one`);
    const powers = power === undefined ? Array.from({ length: header.power - 1 }, (_, i) => i + 1) : [power];
    const made: { file: string; bytes: number }[] = [];
    for (const one of powers) {
      const file = output ?? cutPtau(input, one);
      const size = ptauSize({ ...header, power: one }, recordsSizeOf(ptau.sections), true);
      const bytes = counting(bench, await named(input, async () => truncatePtau(ptau, one)), size);
      await make(bench, file, { size, bytes, options });
      made.push({ file, bytes: size });
    }
    tell(bench, made, options);
  });
}

function make(
  { signal }: Workbench,
  path: string,
  { size, bytes, options }: { size: number; bytes: AsyncIterable<Uint8Array>; options: MakeOptions },
): Promise<void> {
  return writeNewFile(path, { size, force: options.force, signal }, (sink) => writeAll(bytes, sink));
}

async function* counting(
  { line }: Workbench,
  bytes: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of bytes) {
    yield piece;
    done += piece.length;
    line.bar('Writing', done, size);
  }
}

function tell(
  { shell, line, notes }: Workbench,
  made: readonly { file: string; bytes: number }[],
  { json }: FileOptions,
): void {
  for (const { file } of made) line.line(`Wrote ${file}`);
  if (!json) return;
  document(shell, made.length === 1 ? { ...made[0], notes } : { files: made, notes });
}
