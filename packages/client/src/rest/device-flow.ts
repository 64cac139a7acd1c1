/** Signing in from a terminal: a link and a short code, approved in a browser (RFC 8628). */
import { ClientError, stopped } from '../client-error.ts';
import type { Surroundings } from '../surroundings.ts';
import { type RestClient, RestRefusal } from './rest-client.ts';
import { type SignedIn, signedIn } from './signed-in.ts';

/** What is shown to the person, and what the program asks with. Times in milliseconds. */
export interface DeviceCode {
  deviceCode: string;
  userCode: string;
  /** The page where the code is typed. */
  page: string;
  /** The same page with the code in it. */
  link: string;
  expiresAt: number;
  interval: number;
}

/** Asks for a code. `label` is what the person will see in the list of their sessions. */
export async function askForCode(
  surroundings: Surroundings,
  client: RestClient,
  label: string,
  signal?: AbortSignal,
): Promise<DeviceCode> {
  const { body } = await client.call<Record<string, unknown>>({
    method: 'POST',
    path: '/auth/device',
    body: { client: label },
    ...(signal ? { signal } : {}),
  });
  const texts = [body.device_code, body.user_code, body.verification_uri, body.verification_uri_complete];
  const [deviceCode, userCode, page, link] = texts;
  if (!texts.every((text) => typeof text === 'string') || typeof body.expires_in !== 'number')
    throw new ClientError('NOT_A_SEQUENCER', `${client.server} answers the sign-in with nonsense`);
  return {
    deviceCode: deviceCode as string,
    userCode: userCode as string,
    page: page as string,
    link: link as string,
    expiresAt: surroundings.now() + body.expires_in * 1000,
    interval: (typeof body.interval === 'number' ? body.interval : 5) * 1000,
  };
}

/**
 * Asks until somebody approves, as often as the server wants (§3.5). Throws SIGN_IN_REFUSED when the person
 * refuses or the code ends, STOPPED when the signal fires.
 */
export async function awaitApproval(
  surroundings: Surroundings,
  client: RestClient,
  code: DeviceCode,
  signal?: AbortSignal,
): Promise<SignedIn> {
  let { interval } = code;
  for (;;) {
    await surroundings.sleep(interval, signal).catch(() => {
      throw stopped(signal);
    });
    try {
      const { body } = await client.call({
        method: 'POST',
        path: '/auth/device/token',
        body: { device_code: code.deviceCode },
        ...(signal ? { signal } : {}),
      });
      return signedIn(client.server, body);
    } catch (error) {
      interval = laterInterval(error, interval);
      if (surroundings.now() > code.expiresAt) throw error;
    }
  }
}

/** How long to wait from now on; throws what waiting does not cure. */
function laterInterval(error: unknown, interval: number): number {
  if (error instanceof RestRefusal && error.problem.error === 'authorization_pending') return interval;
  if (error instanceof RestRefusal && error.problem.error === 'slow_down') return interval + 5_000;
  const passing = error instanceof ClientError && ['UNREACHABLE', 'SERVER_FAULT'].includes(error.code);
  if (passing) return Math.min(2 * interval, 60_000);
  throw error;
}
