import { groupKernel } from '../batch/group.ts';
import { emitMultiplication, emitWipe } from '../batch/multiply.ts';
import { secretScalars } from '../batch/secrets.ts';
import { emitCodec } from '../codec/codec.ts';
import type { CurveParameters } from '../curve/parameters.ts';
import type { KernelName, PrimeField } from '../field/field.ts';
import { fmaField } from '../field/fma.ts';
import { plainField } from '../field/plain.ts';
import { wideField } from '../field/wide.ts';
import { emitButterflies } from '../fourier/butterflies.ts';
import { emitCombinations } from '../msm/combinations.ts';
import { emitCombineEach } from '../msm/combine-each.ts';
import { accumulator } from '../pairing/accumulator.ts';
import { emitFinalExponentiation } from '../pairing/final-exponentiation.ts';
import { emitMiller } from '../pairing/miller.ts';
import { emitScalarBatches } from '../scalar-field/batches.ts';
import { emitDotProducts } from '../scalar-field/dot-products.ts';
import { emitScalarTransform } from '../scalar-field/transform.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { sealModule } from './seal.ts';

const FIELDS: Record<KernelName, (m: ModuleBuilder, prime: bigint) => PrimeField> = {
  fma: fmaField,
  wide: wideField,
  plain: plainField,
};

/** The sealed bytes of a curve's module with the arithmetic of a kernel; it exports everything that abi.ts describes. */
export function emitKernel(
  curve: CurveParameters,
  kernel: KernelName,
  options: { names?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder();
  const field = FIELDS[kernel](m, curve.p);
  // Few products of scalars stand beside those of coordinates: one arithmetic serves every kernel.
  const scalarField = plainField(m, curve.r);
  const secrets = secretScalars(m, curve, scalarField);
  emitScalarBatches(m, curve, scalarField);
  emitScalarTransform(m, curve, scalarField);
  emitDotProducts(m, curve, scalarField);
  const groups = [groupKernel(m, curve, 'G1', field), groupKernel(m, curve, 'G2', field)] as const;
  const codec = emitCodec(...groups);
  for (const group of groups) {
    const multiplication = emitMultiplication(group, secrets, codec[group.group]);
    const combinations = emitCombinations(group);
    emitButterflies(group, combinations, multiplication, secrets);
    emitCombineEach(group, combinations, multiplication, secrets);
  }
  const fp12 = accumulator(m, curve, field);
  emitMiller(groups[0], fp12);
  emitFinalExponentiation(groups[0], fp12);
  emitWipe(m);
  m.exportConstant('secret', secrets.address);
  m.exportConstant('heap', m.memoryBytes);
  return sealModule(m.bytes(options));
}
