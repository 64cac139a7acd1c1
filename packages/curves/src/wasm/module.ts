import { join, name, section, signed, unsigned, vector } from './binary.ts';
import type { Type } from './expression.ts';
import { type Callable, FunctionBuilder, type Local, TYPE_CODES } from './function.ts';

const PAGE = 65_536;

type Parameters = Record<string, Type>;
type Locals<P extends Parameters> = { [K in keyof P]: Local<P[K]> };

interface Entry {
  name: string;
  params: readonly Type[];
  result: Type | undefined;
  body: Uint8Array;
}

/**
 * A module under construction: functions, and one memory whose layout is fixed while the module is built.
 * The memory is exported as `memory`.
 */
export class ModuleBuilder {
  readonly #functions: Entry[] = [];
  readonly #exports: { name: string; index: number }[] = [];
  readonly #constants: { name: string; value: number }[] = [];
  readonly #data: { address: number; bytes: Uint8Array }[] = [];
  #end = 64;

  /** Reserves memory, zero at the start; answers its address. */
  reserve(bytes: number, align = 16): number {
    const address = Math.ceil(this.#end / align) * align;
    this.#end = address + bytes;
    return address;
  }

  /** Puts constant bytes into memory; answers their address. */
  constant(bytes: Uint8Array, align = 16): number {
    const address = this.reserve(bytes.length, align);
    this.#data.push({ address, bytes });
    return address;
  }

  /** Bytes of memory given out so far. */
  get memoryBytes(): number {
    return this.#end;
  }

  /** The memory given out so far that no constants are in: all zero when an instance starts. */
  get variables(): { address: number; bytes: number }[] {
    const gaps: { address: number; bytes: number }[] = [];
    let from = 0;
    for (const { address, bytes } of this.#data) {
      if (address > from) gaps.push({ address: from, bytes: address - from });
      from = address + bytes.length;
    }
    if (this.#end > from) gaps.push({ address: from, bytes: this.#end - from });
    return gaps;
  }

  /**
   * Declares a function; `build` writes its body, once somebody calls it: what nobody calls is not in the module.
   * With `export` the host can call it by its name, and it is built at once.
   */
  function<P extends Parameters, R extends Type | undefined = undefined>(
    label: string,
    signature: { params: P; result?: R; export?: boolean },
    build: (f: FunctionBuilder, params: Locals<P>) => void,
  ): Callable<R> {
    const params = Object.values(signature.params);
    const define = (): number => {
      const builder = new FunctionBuilder(params);
      const locals = Object.fromEntries(
        Object.keys(signature.params).map((key, index) => [key, builder.param(index, params[index]!)]),
      ) as Locals<P>;
      build(builder, locals);
      // The body has built all that it calls, whose numbers are lower.
      return (
        this.#functions.push({ name: label, params, result: signature.result, body: builder.bytes() }) - 1
      );
    };
    let known: number | undefined;
    const callable: Callable<R> = {
      get index() {
        known ??= define();
        return known;
      },
      params,
      result: signature.result as R,
    };
    if (signature.export) this.#exports.push({ name: label, index: callable.index });
    return callable;
  }

  /** Exports a number as an immutable global. */
  exportConstant(label: string, value: number): void {
    this.#constants.push({ name: label, value });
  }

  /** The module's bytes. `names` adds the functions' names for profilers. */
  bytes(options: { names?: boolean } = {}): Uint8Array<ArrayBuffer> {
    const types = new Map<string, { index: number; code: Uint8Array }>();
    const typeOf = (entry: Entry): number => {
      const params = vector(entry.params.map((type) => [TYPE_CODES[type]]));
      const code = join([[0x60], params, vector(entry.result ? [[TYPE_CODES[entry.result]]] : [])]);
      const known = types.get(code.join()) ?? { index: types.size, code };
      types.set(code.join(), known);
      return known.index;
    };
    const declared = this.#functions.map((entry) => unsigned(typeOf(entry)));
    const globals = this.#constants.map(({ value }) => [0x7f, 0, 0x41, ...signed(value), 0x0b]);
    const exported = [
      [...name('memory'), 2, 0],
      ...this.#constants.map((entry, index) => [...name(entry.name), 3, ...unsigned(index)]),
      ...this.#exports.map((entry) => [...name(entry.name), 0, ...unsigned(entry.index)]),
    ];
    const segments = this.#data.map(({ address, bytes }) =>
      join([[0, 0x41, ...signed(address), 0x0b], unsigned(bytes.length), bytes]),
    );
    const bodies = this.#functions.map(({ body }) => join([unsigned(body.length), body]));
    const labels = this.#functions.map((entry, index) => [...unsigned(index), ...name(entry.name)]);
    return join([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector([...types.values()].map((type) => type.code))),
      section(3, vector(declared)),
      section(5, vector([[0, ...unsigned(Math.ceil(this.#end / PAGE))]])),
      ...(globals.length > 0 ? [section(6, vector(globals))] : []),
      section(7, vector(exported)),
      section(10, vector(bodies)),
      section(11, vector(segments)),
      ...(options.names ? [section(0, join([name('name'), section(1, vector(labels))]))] : []),
    ]);
  }
}
