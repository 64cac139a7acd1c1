/** What the flow needs from the world; a test gives its own. */
export interface Surroundings {
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** A pause between attempts. Rejects with the signal's reason when that fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1), for the spread of retries only. */
  random(): number;
  /**
   * Body of a large upload that reports what went out. Absent where `fetch` cannot stream a request with a
   * known length (browsers).
   */
  uploadBody?: (bytes: Uint8Array, progress: (sent: number) => void) => UploadBody;
  /** Sends a large upload and reports what went out, without `fetch` (browsers). Rejects as `fetch` does. */
  upload?: (url: string, request: UploadRequest, progress: (sent: number) => void) => Promise<Response>;
}

/** A request whose body is large. */
export interface UploadRequest {
  method: string;
  headers: Record<string, string>;
  body: Uint8Array | Blob;
  signal: AbortSignal;
}

/** A request body with the headers and options that `fetch` needs for it. */
export interface UploadBody {
  body: BodyInit;
  headers: Record<string, string>;
  init: Record<string, unknown>;
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** The real world, in a browser or in Node. */
export function realSurroundings(): Surroundings {
  return {
    // A bare reference would lose `this`, which browsers refuse.
    fetch: (...call) => globalThis.fetch(...call),
    now: () => Date.now(),
    sleep,
    random: () => Math.random(),
  };
}
