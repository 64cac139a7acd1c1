import { realSurroundings, type Surroundings, type UploadBody } from './surroundings.ts';

const PIECE = 65_536;

/**
 * The real world in Node, whose `fetch` streams a request body of a declared length; browsers send such a
 * stream without a length, which the original sequencer's proxies refuse.
 */
export function nodeSurroundings(): Surroundings {
  return { ...realSurroundings(), uploadBody };
}

function uploadBody(bytes: Uint8Array, progress: (sent: number) => void): UploadBody {
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      const piece = bytes.slice(sent, sent + PIECE);
      sent += piece.length;
      controller.enqueue(piece);
      progress(sent);
    },
  });
  return { body: stream, headers: { 'content-length': String(bytes.length) }, init: { duplex: 'half' } };
}
