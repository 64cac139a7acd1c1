/** JSON from other people's servers: bounded in time and size. */

/** The other side did not answer, or not in a usable way: try again, it says nothing about the person. */
export class Unreachable extends Error {}

const TIMEOUT = 10_000;
const MAX_BYTES = 1_048_576;

/**
 * One request. Resolves for every status below 500.
 * @throws Unreachable on network errors, time-outs, 5xx and answers that are no JSON or too long
 */
export async function fetchJson(
  url: string,
  init: RequestInit,
  timeout: number = TIMEOUT,
  maxBytes: number = MAX_BYTES,
): Promise<{ status: number; body: unknown }> {
  const late = AbortSignal.timeout(timeout);
  try {
    const signal = init.signal ? AbortSignal.any([late, init.signal]) : late;
    const response = await fetch(url, { ...init, redirect: 'error', signal });
    if (response.status >= 500) {
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > maxBytes) throw new Error('answer too long');
      chunks.push(chunk);
    }
    return { status: response.status, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch (error) {
    // The URL may hold an API key: only its host is named.
    throw new Unreachable(`${new URL(url).host}: ${(error as Error).message}`);
  }
}
