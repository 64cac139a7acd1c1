import mclWasm from 'mcl-wasm';
import type { Group } from './engine.ts';

/**
 * mcl-wasm's exported functions on addresses. Its classes copy every operand in and out of WebAssembly's memory
 * for every point; here a batch is copied once and worked on in place.
 */

type Call = (...numbers: number[]) => number;

/** Functions of one group; names and argument orders are mcl's (mcl/bn.h), addresses first to last. */
export interface GroupCalls {
  /** (point, bytes, size) → bytes read, 0 when there is no such point. */
  deserialize: Call;
  /** (bytes, size, point) → bytes written. */
  serialize: Call;
  isZero: Call;
  /** Membership of the prime-order subgroup, for points on the curve. */
  isValidOrder: Call;
  /** (z, x, y), z may be x or y. */
  add: Call;
  sub: Call;
  neg: Call;
  /** (z, point, scalar) */
  mul: Call;
  /** (z, points, scalars, count) */
  mulVec: Call;
  /** (to, from, count) */
  normalizeVec: Call;
}

const GROUP_CALLS: (keyof GroupCalls)[] = [
  'deserialize',
  'serialize',
  'isZero',
  'isValidOrder',
  'add',
  'sub',
  'neg',
  'mul',
  'mulVec',
  'normalizeVec',
];

export interface Mcl {
  groups: Record<Group, GroupCalls>;
  fr: { setLittleEndian: Call; setInt32: Call; mul: Call; isOne: Call; powArray: Call };
  gt: { setInt32: Call; mul: Call; isOne: Call };
  millerLoopVec: Call;
  finalExp: Call;
  /** The whole memory as it is now. Growth replaces it: take it anew after every call that may allocate. */
  memory(): Uint8Array;
  /**
   * Runs `work` with zeroed blocks of the given sizes. Afterwards the blocks and mcl's stack are overwritten,
   * whether the work succeeded or not; what mcl left in registers and freed heap blocks is beyond reach.
   */
  withBlocks<T>(sizes: number[], work: (...blocks: number[]) => T): T;
}

interface Exports {
  wasmMemory: WebAssembly.Memory;
  stackSave(): number;
  _malloc(bytes: number): number;
  _free(address: number): void;
  [name: string]: unknown;
}

/** mcl's C stack, fixed when its WebAssembly was linked (createModule's default stackSize). */
const STACK_BYTES = 1 << 20;

let loaded: Promise<Mcl> | undefined;

/** The instance of this thread, set to BLS12-381 with ZCash encoding. */
export function loadMcl(): Promise<Mcl> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Mcl> {
  await mclWasm.init(mclWasm.BLS12_381);
  const exports = (mclWasm as unknown as { mod: Exports }).mod;
  const call = (name: string): Call => {
    const found = exports[`_mclBn${name}`];
    if (typeof found !== 'function') throw new Error(`mcl-wasm has no mclBn${name}`);
    return found as Call;
  };
  const group = (name: Group): GroupCalls =>
    Object.fromEntries(GROUP_CALLS.map((op) => [op, call(`${name}_${op}`)])) as unknown as GroupCalls;

  call('_setETHserialization')(1);
  // Membership is asked for separately, so that its failure has a name of its own.
  call('_verifyOrderG1')(0);
  call('_verifyOrderG2')(0);

  const memory = () => new Uint8Array(exports.wasmMemory.buffer);
  return {
    groups: { G1: group('G1'), G2: group('G2') },
    fr: {
      setLittleEndian: call('Fr_setLittleEndian'),
      setInt32: call('Fr_setInt32'),
      mul: call('Fr_mul'),
      isOne: call('Fr_isOne'),
      powArray: call('Fr_powArray'),
    },
    gt: { setInt32: call('GT_setInt32'), mul: call('GT_mul'), isOne: call('GT_isOne') },
    millerLoopVec: call('_millerLoopVec'),
    finalExp: call('_finalExp'),
    memory,
    withBlocks<T>(sizes: number[], work: (...blocks: number[]) => T): T {
      const rounded = sizes.map((size) => (size + 15) & ~15);
      const total = rounded.reduce((sum, size) => sum + size, 16);
      const start = exports._malloc(total);
      if (start === 0) throw new Error(`mcl-wasm has no room for ${total} bytes`);
      memory().fill(0, start, start + total);
      let at = (start + 15) & ~15;
      const blocks = rounded.map((size) => {
        const block = at;
        at += size;
        return block;
      });
      try {
        return work(...blocks);
      } finally {
        const top = exports.stackSave();
        memory()
          .fill(0, start, start + total)
          .fill(0, Math.max(0, top - STACK_BYTES), top);
        exports._free(start);
      }
    },
  };
}
