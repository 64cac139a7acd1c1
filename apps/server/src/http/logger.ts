/** Structured logs on standard output, without secrets and without visitors' addresses. */
import { type DestinationStream, type Logger, pino } from 'pino';

const SECRETS = [
  'authorization',
  'cookie',
  'session_id',
  'sessionId',
  'signature',
  'code',
  'ticket',
  'githubClientSecret',
  'databaseUrl',
  'ethereumRpcUrls',
];

/** @param level least level; 'silent' logs nothing */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '(secret)' },
    serializers: {
      // Session ids and codes travel in query strings: only the path is kept.
      req: (request: { method?: string; url?: string }) => ({
        method: request.method,
        path: request.url?.split('?')[0],
      }),
      err: pino.stdSerializers.err,
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
