import { request } from 'node:http';
import { resolve } from 'node:path';
import { OPERATOR_ROUTES, OPERATOR_SOCKET, type OperatorRoute } from '@brebaje/protocol/operator-routes';
import { CommandError, EXIT } from './exit-codes.ts';

/** Calls the server that runs on a data folder, through its socket there. Resolves to its JSON object. */
export function callOperator(
  folder: string,
  route: OperatorRoute,
  body: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const socketPath = resolve(folder, OPERATOR_SOCKET);
  return new Promise((fulfil, reject) => {
    const call = request(
      {
        socketPath,
        path: OPERATOR_ROUTES[route],
        method: 'POST',
        headers: { 'content-type': 'application/json', host: 'localhost' },
        ...(signal ? { signal } : {}),
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          try {
            fulfil(answerOf(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8')));
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    call.on('error', (error: NodeJS.ErrnoException) =>
      reject(signal?.aborted ? stopped() : unreachable(folder, error)),
    );
    call.end(JSON.stringify(body));
  });
}

function answerOf(status: number, text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const fields = typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
  if (status >= 200 && status < 300) return fields;
  const why = [fields.detail, fields.error, fields.message, fields.title].find(
    (field) => typeof field === 'string',
  );
  const next = typeof fields.next === 'string' ? fields.next : undefined;
  throw new CommandError(EXIT.operatorRefused, `the server refused: ${why ?? `status ${status}`}`, next);
}

function unreachable(folder: string, error: NodeJS.ErrnoException): CommandError {
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new CommandError(
      EXIT.file,
      `not allowed to open ${resolve(folder, OPERATOR_SOCKET)}`,
      'run this as the server’s user',
    );
  }
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
    return new CommandError(
      EXIT.noServer,
      `no server is running on ${resolve(folder)}`,
      'start it with brebaje serve, or name its folder with --data',
    );
  }
  return new CommandError(EXIT.noServer, `the server’s socket failed: ${error.message}`, undefined, {
    cause: error,
  });
}

function stopped(): CommandError {
  return new CommandError(EXIT.interrupted, 'stopped; what the server has begun it finishes');
}
