/** Requests byte by byte over a real connection, for what no HTTP client would send on purpose. */
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    const end = (): void => {
      this.#ended = true;
      this.#wake();
    };
    this.socket.on('close', end);
    this.socket.on('end', end);
    this.socket.on('error', end);
  }

  /** Writes lines of a request's head, and an empty one. */
  head(...lines: string[]): void {
    this.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  /** The next answer, 1xx included. Rejects when the connection ends before it is there. */
  async answer(): Promise<RawAnswer> {
    const end = await this.#until((bytes) => bytes.indexOf('\r\n\r\n'));
    const [first = '', ...lines] = this.#received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    this.#received = this.#received.subarray(end + 4);
    const status = Number(first.split(' ')[1]);
    const length = Number(headers['content-length'] ?? 0);
    if (status >= 200 && length > 0) await this.#until((bytes) => (bytes.length >= length ? length : -1));
    const body = status >= 200 ? this.#received.subarray(0, length).toString() : '';
    this.#received = this.#received.subarray(status >= 200 ? length : 0);
    return { status, headers, body };
  }

  /** Resolves when the server has closed the connection. */
  async ended(): Promise<void> {
    while (!this.#ended) await this.#news();
  }

  close(): void {
    this.socket.destroy();
  }

  async #until(find: (bytes: Buffer) => number): Promise<number> {
    for (;;) {
      const at = find(this.#received);
      if (at >= 0) return at;
      if (this.#ended) throw new Error(`connection ended after ${this.#received.length} bytes`);
      await this.#news();
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
