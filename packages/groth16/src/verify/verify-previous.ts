import type { WasmEngine } from '@brebaje/curves/wasm-engine';
import { decodeHeader } from '../chain/chain-points.ts';
import { isDivided } from '../chain/divided-pairs.ts';
import { requireSameCircuit } from '../chain/genesis-sums.ts';
import { productIsOne } from '../chain/pairs.ts';
import { ratioPairs } from '../chain/proof-pairs.ts';
import { generatorBytes } from '../curve.ts';
import { sameBytes } from '../same-bytes.ts';
import { SECTION, type Zkey } from '../zkey/zkey.ts';
import { requireImmutable } from './immutable-sections.ts';
import { requireNextRecord } from './next-record.ts';
import { type SumOptions, sumState } from './state-sums.ts';
import { type RefusalCode, Refused, type Verdict, verdictOf } from './verdict.ts';
import type { Start } from './verify-zkey.ts';

/**
 * Whether a zkey that is sound from its genesis extends exactly this previous one, by one contribution: the circuit
 * and every section that no contribution changes are the same, the records are those of before and one more, and the
 * previous file's δ, L and H are what its records say. Its records need no proof: they are the first ones of a chain
 * that was verified.
 */
export function verifyPrevious(
  engine: WasmEngine,
  { genesis, immutable }: Start,
  previous: Zkey,
  zkey: Zkey,
  options: SumOptions = {},
): Promise<Verdict> {
  return verdictOf(async () => {
    requireSameCircuit(previous, genesis);
    requireNextRecord(zkey, previous.records, { type: zkey.records.list.at(-1)?.type ?? 'person' });
    await requireImmutable(previous, immutable);
    const { curve } = previous.header;
    const { delta1, delta2 } = await decodeHeader(engine, previous.header);
    const last = previous.records.list.at(-1)?.deltaAfter ?? generatorBytes(curve, 'G1');
    if (!sameBytes(previous.header.delta1, last)) {
      throw refuse('consistency', 'delta-record', SECTION.header, 'δ₁ is not that of its last record');
    }
    const [g1, g2] = [engine.generator('G1'), engine.generator('G2')];
    if (!(await productIsOne(engine, await ratioPairs(engine, [g1, delta2], [delta1, g2])))) {
      throw refuse('mathematical', 'delta-2', SECTION.header, 'δ₂ is not δ₁ in the other group');
    }
    const sums = await sumState(engine, previous, genesis, options);
    for (const part of ['l', 'h'] as const) {
      const first = await engine.decode('G1', 'lem', genesis[part], { infinity: true });
      if (await isDivided(engine, sums[part], delta2, first)) continue;
      const name = part.toUpperCase();
      throw refuse('mathematical', part, SECTION[part], `${name} is not that of the genesis divided by δ`);
    }
  });
}

function refuse(
  check: 'consistency' | 'mathematical',
  code: RefusalCode,
  section: number,
  text: string,
): Refused {
  return new Refused({ check, code, section, text });
}
