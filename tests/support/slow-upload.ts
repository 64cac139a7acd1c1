/** A contribution that is sent piece by piece over a connection of its own. */
import { request } from 'node:http';
import type { TestServer } from './server.ts';

export interface SlowUpload {
  /** Resolves when the piece has gone to the network. */
  send(piece: Uint8Array): Promise<void>;
  /** The answer, after everything announced was sent. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server answers
  answer(): Promise<{ status: number; json: any }>;
  /** Closes the connection as it stands. */
  breakOff(): void;
}

export async function slowUpload(server: TestServer, sessionId: string, length: number): Promise<SlowUpload> {
  const outgoing = request(`${server.url}/contribute`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${sessionId}`,
      'content-type': 'application/json',
      'content-length': length,
    },
  });
  const answered = new Promise<{ status: number; json: unknown }>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({ status: response.statusCode ?? 0, json: JSON.parse(Buffer.concat(chunks).toString()) });
    });
  });
  // Whoever breaks off does not wait for the answer.
  answered.catch(() => {});
  return {
    send: (piece) =>
      new Promise((resolve, reject) => {
        outgoing.write(piece, (error) => (error ? reject(error) : resolve()));
      }),
    answer: () => {
      outgoing.end();
      return answered;
    },
    breakOff: () => outgoing.destroy(),
  };
}
