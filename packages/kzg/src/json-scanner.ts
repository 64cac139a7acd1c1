/**
 * JSON (RFC 8259) one piece at a time, strictly and in bounded memory: contributions come from strangers and
 * transcripts have hundreds of megabytes, so neither is given to JSON.parse.
 */
import { FormatError } from './format-error.ts';
import { mayEndNumber, type NumberPart, nextNumberPart } from './json-number.ts';
import { EscapeDecoder, Utf8Check } from './json-string.ts';

/**
 * What the scanner reports, in the order of the text. Strings and keys come as bytes `from` up to `to` of
 * `bytes`, decoded, valid for the time of the call. `cut` says that a string was longer than the scanner
 * keeps; the bytes are then its beginning.
 */
export interface JsonSink {
  beginObject(): void;
  endObject(): void;
  beginArray(): void;
  endArray(): void;
  key(bytes: Uint8Array, from: number, to: number, cut: boolean): void;
  string(bytes: Uint8Array, from: number, to: number, cut: boolean): void;
  /** The number as written. */
  number(text: string, cut: boolean): void;
  literal(value: true | false | null): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Deepest nesting that is read, as serde_json has it. */
const MAX_DEPTH = 128;
/** Bytes of a string that are kept: three times the longest that any format here holds. */
const MAX_STRING = 768;
const MAX_NUMBER = 64;

/** Bytes that a string holds as they are: printable ASCII without quote and backslash. */
const PLAIN = new Uint8Array(256);
for (let byte = 0x20; byte < 0x80; byte++) PLAIN[byte] = byte === QUOTE || byte === BACKSLASH ? 0 : 1;

type State =
  | 'value'
  | 'value-or-end'
  | 'key'
  | 'key-or-end'
  | 'colon'
  | 'after'
  | 'string'
  | 'escape'
  | 'number'
  | 'word';

const WORDS = { true: true, false: false, null: null } as const;

export class JsonScanner {
  readonly #sink: JsonSink;
  #state: State = 'value';
  /** Open brackets, outermost first: true for an object. */
  readonly #open: boolean[] = [];
  /** Bytes of the pieces before this one. */
  #base = 0;
  #at = 0;

  readonly #kept = new Uint8Array(MAX_STRING);
  #keptLength = 0;
  #cut = false;
  #isKey = false;
  readonly #utf8 = new Utf8Check();
  readonly #escape = new EscapeDecoder();

  #word: keyof typeof WORDS = 'null';
  #wordAt = 0;
  #number = '';
  #numberPart: NumberPart = 'minus';

  constructor(sink: JsonSink) {
    this.#sink = sink;
  }

  /** Bytes from the start of the text to where the token that is being reported ends. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Reads the next piece. Throws {@link FormatError} (syntax), and whatever the sink throws. */
  push(piece: Uint8Array): void {
    this.#at = 0;
    while (this.#at < piece.length) {
      if (this.#state === 'string') this.#runString(piece);
      else this.#byte(piece[this.#at]!);
    }
    this.#base += piece.length;
    this.#at = 0;
  }

  /** The text is over. Throws {@link FormatError} when it is not complete. */
  finish(): void {
    if (this.#state === 'number') this.#endNumber();
    if (this.#state !== 'after' || this.#open.length > 0) this.#fail('the JSON text ends too early');
  }

  #fail(message: string): never {
    throw new FormatError('syntax', message, this.offset);
  }

  #byte(byte: number): void {
    switch (this.#state) {
      case 'escape':
        this.#inEscape(byte);
        return;
      case 'word':
        this.#inWord(byte);
        return;
      case 'number':
        // The byte after a number is not part of it and is read again.
        if (!this.#inNumber(byte)) return;
        break;
      default:
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) this.#between(byte);
    }
    this.#at++;
  }

  /** A byte outside tokens that is no white space. */
  #between(byte: number): void {
    switch (this.#state) {
      case 'value-or-end':
        if (byte === 0x5d) this.#close(false);
        else this.#beginValue(byte);
        return;
      case 'value':
        this.#beginValue(byte);
        return;
      case 'key-or-end':
        if (byte === 0x7d) {
          this.#close(true);
          return;
        }
        break;
      case 'colon':
        if (byte !== 0x3a) this.#fail('expected a colon');
        this.#state = 'value';
        return;
      case 'after':
        this.#afterValue(byte);
        return;
    }
    if (byte !== QUOTE) this.#fail('expected a key');
    this.#beginString(true);
  }

  #afterValue(byte: number): void {
    const inObject = this.#open.at(-1);
    if (inObject === undefined) this.#fail('something follows the JSON value');
    if (byte === 0x2c) this.#state = inObject ? 'key' : 'value';
    else if (byte === (inObject ? 0x7d : 0x5d)) this.#close(inObject);
    else this.#fail('expected a comma or the end of the list');
  }

  #beginValue(byte: number): void {
    if (byte === QUOTE) this.#beginString(false);
    else if (byte === 0x7b || byte === 0x5b) this.#openBracket(byte === 0x7b);
    else if (byte === 0x2d) this.#beginNumber('minus', '-');
    else if (byte >= 0x30 && byte <= 0x39)
      this.#beginNumber(byte === 0x30 ? 'zero' : 'digits', String.fromCharCode(byte));
    else if (byte === 0x74) this.#beginWord('true');
    else if (byte === 0x66) this.#beginWord('false');
    else if (byte === 0x6e) this.#beginWord('null');
    else this.#fail('expected a value');
  }

  #openBracket(object: boolean): void {
    if (this.#open.length === MAX_DEPTH) this.#fail('the JSON text is nested too deeply');
    this.#open.push(object);
    this.#state = object ? 'key-or-end' : 'value-or-end';
    if (object) this.#sink.beginObject();
    else this.#sink.beginArray();
  }

  #close(object: boolean): void {
    this.#open.pop();
    this.#state = 'after';
    if (object) this.#sink.endObject();
    else this.#sink.endArray();
  }

  #beginString(isKey: boolean): void {
    this.#isKey = isKey;
    this.#keptLength = 0;
    this.#cut = false;
    this.#state = 'string';
  }

  /** Reads a string as far as the piece, an escape or its end. */
  #runString(piece: Uint8Array): void {
    const from = this.#at;
    let to = from;
    if (this.#escape.half && piece[from] !== BACKSLASH) this.#fail('half of a surrogate pair');
    for (;;) {
      if (this.#utf8.complete) while (to < piece.length && PLAIN[piece[to]!] === 1) to++;
      if (to === piece.length) break;
      const byte = piece[to]!;
      if (this.#utf8.complete && byte < 0x80) break;
      this.#at = to;
      if (!this.#utf8.accept(byte)) this.#fail('a string is not UTF-8');
      to++;
    }
    this.#at = to;
    if (to === piece.length || piece[to] === BACKSLASH) {
      this.#keep(piece, from, to);
      if (to < piece.length) this.#state = 'escape';
    } else if (piece[to] === QUOTE) {
      this.#endString(piece, from, to);
    } else {
      this.#fail('a control character in a string');
    }
    if (to < piece.length) this.#at++;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const end = Math.min(to, from + MAX_STRING - this.#keptLength);
    if (end < to) this.#cut = true;
    if (end === from) return;
    this.#kept.set(bytes.subarray(from, end), this.#keptLength);
    this.#keptLength += end - from;
  }

  #endString(piece: Uint8Array, from: number, to: number): void {
    this.#state = this.#isKey ? 'colon' : 'after';
    const whole = this.#keptLength === 0 && !this.#cut;
    if (!whole) this.#keep(piece, from, to);
    const bytes = whole ? piece : this.#kept;
    const start = whole ? from : 0;
    const length = whole ? Math.min(to - from, MAX_STRING) : this.#keptLength;
    const cut = whole ? to - from > MAX_STRING : this.#cut;
    if (this.#isKey) this.#sink.key(bytes, start, start + length, cut);
    else this.#sink.string(bytes, start, start + length, cut);
  }

  #inEscape(byte: number): void {
    const decoded = this.#escape.accept(byte);
    if (decoded === 'bad') this.#fail('a bad escape in a string');
    if (decoded !== 'more') {
      this.#keep(decoded, 0, decoded.length);
      this.#state = 'string';
    }
    this.#at++;
  }

  #beginWord(word: keyof typeof WORDS): void {
    this.#word = word;
    this.#wordAt = 1;
    this.#state = 'word';
  }

  #inWord(byte: number): void {
    if (byte !== this.#word.charCodeAt(this.#wordAt)) this.#fail('expected a value');
    this.#wordAt++;
    if (this.#wordAt === this.#word.length) {
      this.#state = 'after';
      this.#sink.literal(WORDS[this.#word]);
    }
    this.#at++;
  }

  #beginNumber(part: NumberPart, first: string): void {
    this.#number = first;
    this.#numberPart = part;
    this.#cut = false;
    this.#state = 'number';
  }

  /** Whether the byte belongs to the number; when not, the number was ended. */
  #inNumber(byte: number): boolean {
    const next = nextNumberPart(this.#numberPart, byte);
    if (next === undefined) {
      this.#endNumber();
      return false;
    }
    this.#numberPart = next;
    if (this.#number.length < MAX_NUMBER) this.#number += String.fromCharCode(byte);
    else this.#cut = true;
    return true;
  }

  #endNumber(): void {
    if (!mayEndNumber(this.#numberPart)) this.#fail('a bad number');
    this.#state = 'after';
    this.#sink.number(this.#number, this.#cut);
  }
}
