/** Says what a JSON text must look like, and reads it in one pass as the scanner reports it. */
import { FormatError } from './format-error.ts';
import { JsonScanner, type JsonSink } from './json-scanner.ts';

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** What may stand at one place of the text; a kind of value without a member here is refused. */
export interface Shape {
  /** As in "expected …". */
  what: string;
  /** The string's bytes, decoded, valid for the time of the call; false refuses it. */
  string?(bytes: Uint8Array, from: number, to: number): boolean;
  /** A non-negative integer; false refuses it. */
  integer?(value: number): boolean;
  nothing?(): void;
  /** A list begins. */
  list?(): ListShape;
  /** An object begins. */
  object?(): ObjectShape;
}

export interface ListShape {
  /** What every item is. */
  item: Shape;
  /** The most items. */
  max: number;
  end?(): void;
}

export interface ObjectShape {
  keys: Record<string, Shape>;
  /** Keys that may be absent. */
  optional?: string[];
  /** Whether other keys are passed over (checked as JSON only) instead of refused. */
  ignoreOthers?: boolean;
  end?(): void;
}

type Frame =
  | { kind: 'list'; list: ListShape; count: number }
  | { kind: 'object'; object: ObjectShape; seen: Set<string>; key: string };

/** Reads one JSON text of a given shape from pieces of any size. */
export class ShapeReader {
  readonly #scanner: JsonScanner;

  constructor(root: Shape) {
    this.#scanner = new JsonScanner(new ShapeSink(root, () => this.#scanner.offset));
  }

  /** Reads the next piece. Throws {@link FormatError}. */
  push(piece: Uint8Array): void {
    this.#scanner.push(piece);
  }

  /** The text is over. Throws {@link FormatError} when it is not complete. */
  finish(): void {
    this.#scanner.finish();
  }
}

class ShapeSink implements JsonSink {
  readonly #root: Shape;
  readonly #offset: () => number;
  readonly #frames: Frame[] = [];
  /** The shape of the value that comes next inside an object; undefined when it is passed over. */
  #member: Shape | undefined;
  /** Open brackets inside a value that is passed over; 0 when none is. */
  #skipped = 0;

  constructor(root: Shape, offset: () => number) {
    this.#root = root;
    this.#offset = offset;
  }

  beginObject(): void {
    const shape = this.#next(true);
    if (shape === undefined) return;
    if (!shape.object) this.#refuse(shape);
    this.#frames.push({ kind: 'object', object: shape.object(), seen: new Set(), key: '' });
  }

  beginArray(): void {
    const shape = this.#next(true);
    if (shape === undefined) return;
    if (!shape.list) this.#refuse(shape);
    this.#frames.push({ kind: 'list', list: shape.list(), count: 0 });
  }

  endObject(): void {
    if (this.#leaveSkipped()) return;
    const frame = this.#frames.at(-1);
    if (frame?.kind !== 'object') return;
    const { keys, optional, end } = frame.object;
    const missing = Object.keys(keys).find((key) => !frame.seen.has(key) && !optional?.includes(key));
    frame.key = '';
    if (missing !== undefined) this.#fail(`"${missing}" is missing`);
    this.#run(end);
    this.#frames.pop();
  }

  endArray(): void {
    if (this.#leaveSkipped()) return;
    const frame = this.#frames.at(-1);
    if (frame?.kind !== 'list') return;
    this.#run(frame.list.end);
    this.#frames.pop();
  }

  key(bytes: Uint8Array, from: number, to: number, cut: boolean): void {
    if (this.#skipped > 0) return;
    const frame = this.#frames.at(-1);
    if (frame?.kind !== 'object') return;
    const name = cut ? undefined : UTF8.decode(bytes.subarray(from, to));
    const known = name !== undefined && Object.hasOwn(frame.object.keys, name);
    frame.key = name ?? '…';
    if (known && frame.seen.has(name)) this.#fail('the key stands twice');
    if (!known && !frame.object.ignoreOthers) this.#fail('no such key');
    if (known) frame.seen.add(name);
    this.#member = known ? frame.object.keys[name] : undefined;
  }

  string(bytes: Uint8Array, from: number, to: number, cut: boolean): void {
    const shape = this.#next(false);
    if (shape === undefined) return;
    if (cut || !shape.string?.(bytes, from, to)) this.#refuse(shape);
  }

  number(text: string, cut: boolean): void {
    const shape = this.#next(false);
    if (shape === undefined) return;
    const value = !cut && /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || !shape.integer?.(value)) this.#refuse(shape);
  }

  literal(value: true | false | null): void {
    const shape = this.#next(false);
    if (shape === undefined) return;
    if (value !== null || !shape.nothing) this.#refuse(shape);
    shape.nothing();
  }

  /** The shape of the value that begins; undefined when it is passed over. */
  #next(bracket: boolean): Shape | undefined {
    const frame = this.#frames.at(-1);
    if (this.#skipped === 0) {
      if (frame === undefined) return this.#root;
      if (frame.kind === 'list') {
        if (frame.count === frame.list.max) this.#fail(`more than ${frame.list.max} entries`);
        frame.count++;
        return frame.list.item;
      }
      if (this.#member !== undefined) return this.#member;
    }
    if (bracket) this.#skipped++;
    return undefined;
  }

  #leaveSkipped(): boolean {
    if (this.#skipped === 0) return false;
    this.#skipped--;
    return true;
  }

  /** Runs a closing check; it throws FormatError without a place, which is added here. */
  #run(end: (() => void) | undefined): void {
    try {
      end?.();
    } catch (error) {
      if (error instanceof FormatError && error.offset === undefined) this.#fail(error.message);
      throw error;
    }
  }

  #refuse(shape: Shape): never {
    this.#fail(`expected ${shape.what}`);
  }

  #fail(message: string): never {
    const place = this.#frames
      .map((frame) =>
        frame.kind === 'list' ? `[${Math.max(0, frame.count - 1)}]` : frame.key && `.${frame.key}`,
      )
      .join('')
      .replace(/^\./, '');
    throw new FormatError('shape', place ? `${place}: ${message}` : message, this.#offset());
  }
}
