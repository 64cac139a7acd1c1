import { basename, join } from 'node:path';
import { fingerprint } from '@brebaje/client/fingerprint';
import { type CircuitWork, encodeCircuitWork } from '@brebaje/client/groth16/work-file';
import { megabytes } from '../../progress-line.ts';
import { document, when } from '../../rest/tell.ts';
import { writeWhole } from '../../write-file.ts';
import type { Desk } from '../run.ts';
import { besideName, putBeside } from './beside.ts';
import { type AtCeremony, atSeat, workThrough } from './run.ts';

/** Waits for the turn of a circuit and writes what it hands out for another machine; the session stays here. */
export async function exportCircuit(desk: Desk, at: AtCeremony, path: string): Promise<void> {
  await atSeat(desk, at, async (seat) => {
    const { line, shell, options, world, keeper } = desk;
    const { pinned, enrolled, page, folder, who } = seat;
    let written: CircuitWork | undefined;
    await workThrough(seat, {
      async handOver({ circuit, circuitId, turnId, position, deadlineAt, base }, files) {
        const { sequence, slug, curve, points } = circuit;
        const genesisName = besideName(path, 'genesis');
        const genesis = await putBeside(path, join(folder, files.genesis), genesisName, circuit.genesis);
        const state =
          files.base === files.genesis
            ? genesis
            : await putBeside(path, join(folder, files.base), besideName(path, 'state'), base.sha256);
        written = {
          scheme: 'GROTH16',
          kind: 'work',
          server: page,
          manifest: pinned.manifest,
          circuit: { sequence, slug, id: circuitId, curve, points },
          turnId,
          position,
          name: enrolled.publicName,
          ...(pinned.test ? { test: true } : {}),
          handedOutAt: Math.floor(world.now() / 1000),
          ...(deadlineAt === undefined ? {} : { deadlineAt }),
          base: { ...state, ...(base.whole === undefined ? {} : { whole: base.whole }) },
          genesis,
        };
        await writeWhole(path, encodeCircuitWork(written), 0o600);
      },
    });
    if (!written) return line.line('Nothing is left to do: you have contributed to every circuit');
    who.part.exported = written.base.sha256;
    await keeper.save(who.part);
    const { base, genesis, deadlineAt, circuit, position } = written;
    const files = base.name === genesis.name ? [genesis] : [genesis, base];
    const names = files.map(({ name, size }) => `${name} (${megabytes(size)})`).join(' and ');
    line.line(`State: ${fingerprint(base.sha256)}`);
    line.line(
      `Wrote ${path}. Carry it together with ${names}, and there: brebaje compute ${basename(path)} -o done.brebaje`,
    );
    const until = deadlineAt === undefined ? '' : `, until ${when(deadlineAt)}`;
    line.line(`The turn is running${until}: compute and submit before it ends.`);
    if (options.json)
      document(shell, {
        file: path,
        files: files.map(({ name, size }) => ({ name, size })),
        circuit: circuit.slug,
        position,
        baseHash: base.sha256,
        fingerprint: fingerprint(base.sha256),
      });
  });
}
