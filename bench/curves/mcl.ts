/**
 * mcl-wasm as a peer. Its functions are called on addresses, which is faster than its classes: they copy every
 * operand for every point. One instance per curve, as an instance knows one curve only.
 */
import createModule from 'mcl-wasm/dist/mcl_c.js';
import type { BenchCurve, Form, Input, Operation, Peer, Run } from './peer.ts';
import { operationsOf, pointBytes } from './peer.ts';

type Call = (...numbers: number[]) => number;
type Module = Record<string, Call> & { wasmMemory: WebAssembly.Memory };

/** mcl's numbers of the curves, and the word that proves which build we expect (mcl/curve_type.h, bn.h). */
const CURVE_NUMBERS: Record<BenchCurve, number> = { bn254: 4, 'bls12-381': 5 };
const COMPILED_TIME_VAR = 46;

/** mcl holds coordinates in 48 bytes on either curve, and scalars in 32. */
const SLOT = 48;
const SCALAR = 32;
/** `mulVec` puts its tables on a stack of one megabyte. */
const MOST_COMBINED = 2048;
const MOST_PAIRS = 128;

/** An instance for one curve. */
export async function loadMcl(curve: BenchCurve): Promise<Module> {
  const module: Module = await createModule({});
  const code = module._mclBn_init!(CURVE_NUMBERS[curve], COMPILED_TIME_VAR);
  if (code !== 0) throw new Error(`mclBn_init says ${code}`);
  if (curve === 'bls12-381') module._mclBn_setETHserialization!(1);
  // Membership of the subgroup is asked for where an operation wants it.
  module._mclBn_verifyOrderG1!(0);
  module._mclBn_verifyOrderG2!(0);
  return module;
}

/** The points of one operation in mcl's memory. */
class Batch {
  readonly module: Module;
  readonly operation: Operation;
  readonly group: 'G1' | 'G2';
  readonly count: number;
  /** Bytes of a point: Jacobian, three coordinates. */
  readonly size: number;
  readonly at: number;
  constructor(module: Module, operation: Operation, group: 'G1' | 'G2', count: number) {
    this.module = module;
    this.operation = operation;
    this.group = group;
    this.count = count;
    this.size = (group === 'G2' ? 6 : 3) * SLOT;
    this.at = allocate(module, Math.max(count, 1) * this.size);
  }
  call(name: string): Call {
    return this.module[`_mclBn${this.group}_${name}`]!;
  }
  free(): void {
    this.module._free!(this.at);
  }
  memory(): Uint8Array {
    return new Uint8Array(this.module.wasmMemory.buffer);
  }
  set(form: Form, bytes: Uint8Array): this {
    const { module, operation, group, count, size, at } = this;
    const from = pointBytes(operation, group, form);
    if (form === 'zcash') {
      const scratch = allocate(module, from);
      const deserialize = this.call('deserialize');
      for (let i = 0; i < count; i++) {
        this.memory().set(bytes.subarray(i * from, (i + 1) * from), scratch);
        if (deserialize(at + i * size, scratch, from) !== from) throw new Error(`point ${i} is refused`);
      }
      module._free!(scratch);
      return this;
    }
    const memory = this.memory();
    memory.fill(0, at, at + count * size);
    const field = operation.curve === 'bn254' ? 32 : 48;
    const limbs = from / field;
    const one = allocate(module, SLOT);
    module._mclBnFp_setInt32!(one, 1);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < limbs; k++) {
        const limb = (i * limbs + k) * field;
        memory.set(bytes.subarray(limb, limb + field), at + i * size + k * SLOT);
      }
      memory.copyWithin(at + i * size + limbs * SLOT, one, one + SLOT);
    }
    module._free!(one);
    return this;
  }
  get(form: Form): Uint8Array {
    const { module, operation, group, count, size, at } = this;
    const to = pointBytes(operation, group, form);
    const bytes = new Uint8Array(count * to);
    this.call('normalizeVec')(at, at, count);
    if (form === 'zcash') {
      const scratch = allocate(module, to);
      const serialize = this.call('serialize');
      for (let i = 0; i < count; i++) {
        serialize(scratch, to, at + i * size);
        bytes.set(this.memory().subarray(scratch, scratch + to), i * to);
      }
      module._free!(scratch);
      return bytes;
    }
    const memory = this.memory();
    const field = operation.curve === 'bn254' ? 32 : 48;
    const limbs = to / field;
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < limbs; k++) {
        const slot = at + i * size + k * SLOT;
        bytes.set(memory.subarray(slot, slot + field), (i * limbs + k) * field);
      }
    }
    return bytes;
  }
  requireSubgroup(): this {
    const [isValid, isValidOrder] = [this.call('isValid'), this.call('isValidOrder')];
    for (let i = 0; i < this.count; i++) {
      const point = this.at + i * this.size;
      if (isValid(point) !== 1 || isValidOrder(point) !== 1) throw new Error(`point ${i} is refused`);
    }
    return this;
  }
}

function allocate(module: Module, bytes: number): number {
  const at = module._malloc!(bytes);
  if (at === 0) throw new Error(`mcl-wasm has no room for ${bytes} bytes`);
  return at;
}

/** Scalars in mcl's form; the caller frees the block. */
function setScalars(module: Module, bytes: Uint8Array, width: number): number {
  const count = bytes.length / width;
  const at = allocate(module, count * SCALAR + width);
  const scratch = at + count * SCALAR;
  for (let i = 0; i < count; i++) {
    new Uint8Array(module.wasmMemory.buffer).set(bytes.subarray(i * width, (i + 1) * width), scratch);
    module._mclBnFr_setLittleEndian!(at + i * SCALAR, scratch, width);
  }
  return at;
}

/** Σ cᵢ·Pᵢ₊ₒ for each offset o, as so many points. */
function combine(points: Batch, scalars: Uint8Array, width: number, offsets: number[]): Batch {
  const { module, operation, group, size } = points;
  const count = scalars.length / width;
  const factors = setScalars(module, scalars, width);
  const sums = new Batch(module, operation, group, offsets.length);
  const part = new Batch(module, operation, group, 1);
  const [clear, add, mulVec] = [sums.call('clear'), sums.call('add'), sums.call('mulVec')];
  for (const [k, offset] of offsets.entries()) {
    const sum = sums.at + k * size;
    clear(sum);
    for (let from = 0; from < count; from += MOST_COMBINED) {
      const n = Math.min(MOST_COMBINED, count - from);
      mulVec(part.at, points.at + (from + offset) * size, factors + from * SCALAR, n);
      add(sum, sum, part.at);
    }
  }
  part.free();
  module._free!(factors);
  return sums;
}

function multiply(points: Batch, scalars: Uint8Array, steady: boolean): void {
  const { module, at, size, count } = points;
  const factors = setScalars(module, scalars, SCALAR);
  const mul = points.call('mul');
  for (let i = 0; i < count; i++) {
    mul(at + i * size, at + i * size, factors);
    if (!steady) module._mclBnFr_mul!(factors, factors, factors + SCALAR);
  }
  module._free!(factors);
}

function isOne(left: Batch, right: Batch): boolean {
  const { module } = left;
  const target = 12 * SLOT;
  const product = allocate(module, 2 * target);
  module._mclBnGT_setInt32!(product, 1);
  for (let from = 0; from < left.count; from += MOST_PAIRS) {
    const n = Math.min(MOST_PAIRS, left.count - from);
    const [p, q] = [left.at + from * left.size, right.at + from * right.size];
    module._mclBn_millerLoopVec!(product + target, p, q, n);
    module._mclBnGT_mul!(product, product, product + target);
  }
  module._mclBn_finalExp!(product, product);
  const one = module._mclBnGT_isOne!(product) === 1;
  module._free!(product);
  return one;
}

/** How it does any operation. */
export function runMcl(module: Module, operation: Operation): Run {
  const { group, kind, form, width } = operation;
  /** What the work makes of the decoded points, whose memory is given back however it ends. */
  const within = (input: Input, work: (points: Batch) => Uint8Array) => {
    const points = new Batch(module, operation, group, input.count);
    try {
      return work(points.set(form, input.points));
    } finally {
      points.free();
    }
  };
  const combined = (points: Batch, input: Input, offsets: number[]) => {
    const sums = combine(points, input.scalars, width, offsets);
    const bytes = sums.get(form);
    sums.free();
    return bytes;
  };
  switch (kind) {
    case 'scale':
    case 'powers':
      return (input) =>
        within(input, (points) => {
          multiply(points, input.scalars, kind === 'scale');
          return points.get(form);
        });
    case 'check':
      return (input) => within(input, (points) => points.requireSubgroup().get('lem'));
    case 'verify':
      return (input) => within(input, (points) => combined(points.requireSubgroup(), input, [0, 1]));
    case 'msm':
      return (input) => within(input, (points) => combined(points, input, [0]));
    case 'pairing':
      return (input) =>
        within(input, (left) => {
          const right = new Batch(module, operation, 'G2', input.count).set('lem', input.second);
          const one = isOne(left, right);
          right.free();
          return Uint8Array.of(one ? 1 : 0);
        });
  }
}

export async function createMcl(): Promise<Peer> {
  const [bn254, bls] = [await loadMcl('bn254'), await loadMcl('bls12-381')];
  return {
    name: 'mcl-wasm',
    baseline: true,
    operations: {
      ...operationsOf('bn254', (operation) => runMcl(bn254, operation)),
      ...operationsOf('bls12-381', (operation) => runMcl(bls, operation)),
    },
  };
}
