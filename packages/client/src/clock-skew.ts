/** How far this machine's clock is from a server's, by the moment that each answer names. */

/** Less than this is what networks, slow proxies and rounding make of two good clocks; milliseconds. */
const TOLERATED = 300_000;

/** What time it was at the server when an answer left it, milliseconds since 1970; undefined: it does not say. */
export function serverTime(headers: Headers): number | undefined {
  const told = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(told)) return undefined;
  const age = headers.get('age') ?? '';
  // What a proxy had kept is older than the moment at which it came.
  return told + (/^\d{1,9}$/.test(age) ? Number(age) * 1_000 : 0);
}

/** Says how wrong this machine's clock is by an answer that has just come; undefined: it is right, or nobody knows. */
export function clockFault(headers: Headers, now: number): string | undefined {
  const at = serverTime(headers);
  if (at === undefined || Math.abs(at - now) < TOLERATED) return undefined;
  return `this machine’s clock is ${amount(Math.abs(at - now))} ${at > now ? 'behind' : 'ahead of'} the server’s`;
}

function amount(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
