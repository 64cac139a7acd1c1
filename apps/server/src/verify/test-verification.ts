import {
  createVerificationClient,
  type VerificationClient,
  VerificationFault,
} from './verification-client.ts';

let shared: VerificationClient | undefined;

/**
 * The verification of one server of a test. All of a test file share a thread, whose start costs more than what
 * most of them ask of it; it does not keep the process alive. Closing ends what this server asked and no more.
 */
export function testVerification(): VerificationClient {
  shared ??= createVerificationClient({ engineThreads: 1 });
  const thread = shared;
  const asked = new Set<Promise<unknown>>();
  let closed = false;
  const refuseClosed = () => {
    if (closed) throw new VerificationFault('verification is stopped');
  };
  return {
    get kernel() {
      return thread.kernel;
    },
    async ask(request, options) {
      refuseClosed();
      const answer = thread.ask(request, options);
      asked.add(answer);
      try {
        return await answer;
      } finally {
        asked.delete(answer);
        refuseClosed();
      }
    },
    async close() {
      closed = true;
      await Promise.allSettled(asked);
    },
  };
}
