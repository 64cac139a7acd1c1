/** A server of one file, for tests of what happens while it comes. */
export interface SlowServer {
  fetch: typeof fetch;
  /** `Range` of every request. */
  ranges: (string | undefined)[];
  /** Lets the download go on behind where it stops. */
  goOn(): void;
}

interface SlowServerOptions {
  /** The download stops before this byte until it may go on. */
  stopsAt?: number;
  /** Connections break off before these bytes, one after the other. */
  cutsAt?: number[];
  ranged?: boolean;
  /** What ranges with an end are of (default the file). */
  ahead?: Uint8Array;
}

const PIECE = 16_384;

export function slowServer(
  file: Uint8Array,
  { stopsAt = file.length, cutsAt = [], ranged = true, ahead = file }: SlowServerOptions = {},
): SlowServer {
  const ranges: SlowServer['ranges'] = [];
  const gate = Promise.withResolvers<void>();
  const body = (start: number) => {
    const cut = cutsAt.shift();
    let at = start;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (at === cut) return controller.error(new Error('broken off'));
          if (at === file.length) return controller.close();
          if (at >= stopsAt) await gate.promise;
          const stop = at < stopsAt ? stopsAt : file.length;
          const end = Math.min(at + PIECE, stop, cut ?? file.length);
          controller.enqueue(file.slice(at, end));
          at = end;
        },
      },
      { highWaterMark: 0 },
    );
  };
  const answer = async (init?: RequestInit) => {
    const range = new Headers(init?.headers).get('range') ?? undefined;
    ranges.push(range);
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    if (!ranged || from === undefined) return new Response(body(0));
    const end = to ? Number(to) + 1 : file.length;
    const content = to ? ahead.slice(Number(from), end) : body(Number(from));
    const headers = { 'content-range': `bytes ${from}-${end - 1}/${file.length}` };
    return new Response(content, { status: 206, headers });
  };
  return {
    ranges,
    goOn: () => gate.resolve(),
    // As the network does, a request that is ended ends the answer's body.
    fetch: async (_, init) => {
      const response = await answer(init);
      const ended = Promise.withResolvers<never>();
      ended.promise.catch(() => {});
      init?.signal?.addEventListener('abort', () => ended.reject(new Error('ended')), { once: true });
      const reader = response.body!.getReader();
      const relayed = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const { done, value } = await Promise.race([reader.read(), ended.promise]);
            if (done) controller.close();
            else controller.enqueue(value);
          },
        },
        { highWaterMark: 0 },
      );
      return new Response(relayed, { status: response.status, headers: response.headers });
    },
  };
}
