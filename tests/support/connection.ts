/** One connection and exactly the bytes that a client would send on it. */
import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface WireAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The body as it came, without its transfer coding. */
  raw: Buffer;
  /** The body as text, unpacked. */
  text: string;
}

export class Connection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1');
    this.#socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    for (const event of ['close', 'error'])
      this.#socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
  }

  /** Sends a head, and a body when there is one; nothing is added to either. */
  async exchange(head: string[], body: string | Uint8Array = ''): Promise<WireAnswer> {
    this.send(head, body);
    return this.answer();
  }

  send(head: string[], body: string | Uint8Array = ''): void {
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n`);
    if (body.length > 0) this.#socket.write(body);
  }

  body(body: Uint8Array): void {
    this.#socket.write(body);
  }

  /** The next answer, 100 Continue included. */
  async answer(): Promise<WireAnswer> {
    const [first = '', ...lines] = (await this.#line('\r\n\r\n')).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const status = Number(first.split(' ')[1]);
    const raw = status < 200 ? Buffer.alloc(0) : await this.#body(headers);
    const text = (headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
    return { status, headers, raw, text };
  }

  close(): void {
    this.#socket.destroy();
  }

  async #body(headers: Record<string, string>): Promise<Buffer> {
    if (headers['transfer-encoding'] !== 'chunked') return this.#take(Number(headers['content-length'] ?? 0));
    const parts: Buffer[] = [];
    for (;;) {
      const length = Number.parseInt(await this.#line('\r\n'), 16);
      parts.push(await this.#take(length));
      await this.#take(2);
      if (length === 0) return Buffer.concat(parts);
    }
  }

  async #line(end: string): Promise<string> {
    for (;;) {
      const at = this.#received.indexOf(end);
      if (at >= 0) return (await this.#take(at + end.length)).subarray(0, at).toString('latin1');
      await this.#more();
    }
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#received.length < length) await this.#more();
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  #more(): Promise<void> {
    if (this.#ended) return Promise.reject(new Error('the connection has ended'));
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
