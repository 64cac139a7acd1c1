import { createEngine } from '@brebaje/client/engine';
import type { CircuitSizes } from '@brebaje/groth16/plan/circuit-sizes';
import type { CircuitPlan, planCircuit } from '@brebaje/groth16/plan/plan-circuit';
import type { circuitSchema } from '@brebaje/protocol/rest/circuits';
import type { PolicyDraft } from '@brebaje/protocol/rest/policy';
import type { z } from 'zod';
import { CommandError, EXIT } from '../exit-codes.ts';
import { ptauSize } from '../powersoftau/make.ts';
import { bytes, counted, facts, line } from '../rest/tell.ts';
import { named } from '../setup-files/workbench.ts';
import type { Shell } from '../shell.ts';

export interface PlanOptions {
  people?: number;
  /** Mbit/s of a contributor's line. */
  bandwidth?: number;
  threads?: number;
}

/** A circuit that is planned, and how large its files are. */
export interface PlannedCircuit {
  readonly slug: string;
  readonly curve: 'bn254' | 'bls12-381';
  readonly sizes: CircuitSizes;
}

/** What is said of a circuit. */
interface PlanOfCircuit extends PlannedCircuit, CircuitPlan {
  /** Bytes of the powers of tau, about. */
  readonly ptau: number;
  /** Seconds that the rules give to a turn; null: no limit. */
  readonly limit: number | null;
}

const PEOPLE = 20;
/** What the limits of turns take for granted, too. */
const BANDWIDTH = 8;

/** A circuit by its file. */
export async function circuitInFile(slug: string, path: string): Promise<PlannedCircuit> {
  const { openFile } = await import('@brebaje/groth16/files/file-source');
  const { openR1cs } = await import('@brebaje/groth16/r1cs/r1cs');
  const { r1csInfo } = await import('@brebaje/groth16/r1cs/info');
  const { sizesOfCircuit } = await import('@brebaje/groth16/plan/circuit-sizes');
  const file = await openFile(path);
  try {
    const info = await named(path, async () => r1csInfo(await openR1cs(file)));
    return { slug, curve: info.curve, sizes: sizesOfCircuit(info) };
  } catch (error) {
    if (error instanceof Error && error.name === 'FileError')
      throw new CommandError(EXIT.file, error.message, undefined, { cause: error });
    throw error;
  } finally {
    await file.close();
  }
}

/** A circuit that a server has. */
export async function registeredCircuit({
  slug,
  metadata,
}: z.infer<typeof circuitSchema>): Promise<PlannedCircuit> {
  const { sizesByImmutable } = await import('@brebaje/groth16/plan/circuit-sizes');
  const { groth16MetadataSchema } = await import('@brebaje/protocol/archive');
  const { curve, wires, publicWires, domainSize, immutable } = groth16MetadataSchema.parse(metadata);
  const shape = { curve, nVars: wires, nPublic: publicWires, domainSize };
  return { slug, curve, sizes: sizesByImmutable(shape, immutable.size) };
}

/** Plans every circuit, by the speed of this machine. */
export async function plansOf(
  circuits: readonly PlannedCircuit[],
  policy: PolicyDraft,
  { people = PEOPLE, bandwidth = BANDWIDTH, threads }: PlanOptions,
): Promise<{ circuits: PlanOfCircuit[]; assumed: Assumed }> {
  const { planCircuit } = await import('@brebaje/groth16/plan/plan-circuit');
  const { measureSpeed } = await import('@brebaje/groth16/plan/measure-speed');
  const { firstTurnLimit } = await import('@brebaje/protocol/rest/turn-limit');
  const speeds = new Map<string, Parameters<typeof planCircuit>[2]>();
  for (const curve of new Set(circuits.map((circuit) => circuit.curve))) {
    const engine = await createEngine(threads, curve);
    try {
      const { contributed, verified } = await measureSpeed(engine, () => performance.now());
      const bytesPerSecond = (bandwidth * 1e6) / 8;
      speeds.set(curve, {
        bytesPerSecond,
        contributedPerSecond: Math.round(contributed),
        verifiedPerSecond: Math.round(verified),
      });
    } finally {
      await engine.close();
    }
  }
  return {
    assumed: { people, bandwidth, speeds: Object.fromEntries(speeds) },
    circuits: circuits.map((circuit) => {
      const { curve, sizes } = circuit;
      const { power } = sizes;
      const limit = firstTurnLimit(policy, { bytes: sizes.slim, points: sizes.points });
      const ptau = ptauSize({ curve, power, ceremonyPower: power }, 0, true);
      return { ...circuit, ...planCircuit(sizes, people, speeds.get(curve)!), ptau, limit };
    }),
  };
}

interface Assumed {
  readonly people: number;
  readonly bandwidth: number;
  readonly speeds: Record<string, Parameters<typeof planCircuit>[2]>;
}

/** One part for each circuit, then all of them. */
export function tellPlans({ circuits, assumed }: Awaited<ReturnType<typeof plansOf>>, shell: Shell): void {
  const { people, bandwidth } = assumed;
  for (const one of circuits) {
    const { slug, curve, sizes, turn } = one;
    shell.out(shell.style('bold', `Circuit ${line(slug)}, on ${curve}`));
    facts(shell, [
      ['Powers of tau', `2^${sizes.power}, about ${bytes(one.ptau)}`],
      ['Zkey', `${bytes(sizes.whole)}; slim ${bytes(sizes.slim)} of it`],
      ['Disk', `${bytes(one.disk)} for ${counted(people, 'contribution', 'contributions')}`],
      ['Each receives', `${bytes(one.download)}; with snarkjs ${bytes(one.wholeDownload)}`],
      ['Each sends', `${bytes(one.upload)}; with snarkjs ${bytes(one.wholeUpload)}`],
      [
        'A turn takes',
        `${lasting(turn.transfer + turn.compute + turn.verify)}: transfers ${lasting(turn.transfer)}, computing ${lasting(turn.compute)}, verifying ${lasting(turn.verify)}`,
      ],
      ['A turn may take', one.limit === null ? 'as long as it needs' : `${lasting(one.limit)} at first`],
      ['All turns', `${lasting(one.total)} without a pause`],
    ]);
  }
  const sum = (of: (one: PlanOfCircuit) => number) => circuits.reduce((total, one) => total + of(one), 0);
  if (circuits.length > 1) {
    shell.out(shell.style('bold', 'All circuits'));
    facts(shell, [
      ['Disk', bytes(sum(({ disk }) => disk))],
      ['Traffic', bytes(sum(({ traffic }) => traffic))],
      [
        'Each',
        `${bytes(sum(({ download }) => download))} to receive, ${bytes(sum(({ upload }) => upload))} to send`,
      ],
      // People can be at work on different circuits at once.
      [
        'All turns',
        `${lasting(Math.max(...circuits.map(({ total }) => total)))} to ${lasting(sum(({ total }) => total))}`,
      ],
    ]);
  }
  const speeds = Object.entries(assumed.speeds).map(
    ([curve, { contributedPerSecond }]) =>
      `${contributedPerSecond.toLocaleString('en')} points a second on ${curve}`,
  );
  shell.err(
    `For ${counted(people, 'person', 'people')} (--people), lines of ${bandwidth} Mbit/s in each direction (--bandwidth), machines as quick\n` +
      `as this one is now (${speeds.join(', ')}), nobody who waits for the next.\n`,
  );
}

/** `40 s`, `12 min`, `3.5 h`, `2.1 days`. */
function lasting(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}
