/** The operator's commands over a socket that only the server's user may open. */
import { OPERATOR_ROUTES, type OperatorRoute } from '@brebaje/protocol/operator-routes';
import { fastify } from 'fastify';
import { z } from 'zod';
import { CommandRefused } from '../sequencer/ceremony-commands.ts';
import type { ServerContext } from '../sequencer/context.ts';
import { type DataFolder, DataFolderUnfit } from '../store/data-folder.ts';
import { OPERATOR_COMMANDS } from './operator-commands.ts';
import { listenOnSocket } from './operator-socket.ts';

/** Long enough for a transcript to be verified: a handover takes as long as it takes. */
const REQUEST_TIMEOUT = 0;

const FILE_ERRORS = ['EEXIST', 'ENOENT', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR', 'ENOSPC', 'EROFS'];

/** A path that the operator named does not do. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && FILE_ERRORS.includes((error as NodeJS.ErrnoException).code ?? '');
}

function inWords(error: NodeJS.ErrnoException): string {
  return error.code === 'EEXIST'
    ? `${error.path} exists already: name another (${error.message})`
    : error.message;
}

/** Bytes of a socket's path: sun_path without its end, on macOS (104) shorter than on Linux (108). */
const LONGEST_SOCKET = 103;

export interface OperatorServer {
  close(): Promise<void>;
}

/**
 * Serves the commands on the data folder's socket, mode 0600. What does not fit is answered 400 with
 * `{error}`, what the server refuses 409.
 */
export async function serveOperator(ctx: ServerContext, folder: DataFolder): Promise<OperatorServer> {
  const app = fastify({ requestTimeout: REQUEST_TIMEOUT });
  for (const [name, path] of Object.entries(OPERATOR_ROUTES) as [OperatorRoute, string][]) {
    app.post(path, async (request, reply) => {
      try {
        return await OPERATOR_COMMANDS[name](ctx, folder, request.body ?? {});
      } catch (error) {
        if (error instanceof CommandRefused) return reply.code(409).send({ error: error.message });
        if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
        if (isFileError(error)) return reply.code(409).send({ error: inWords(error) });
        ctx.log.error({ err: error, command: name }, 'an operator command failed');
        return reply.code(500).send({ error: error instanceof Error ? error.message : String(error) });
      }
    });
  }
  if (Buffer.byteLength(folder.socket) > LONGEST_SOCKET)
    throw new DataFolderUnfit(
      `${folder.socket} is too long for a socket: choose a data folder with a shorter path`,
    );
  const removeSocket = await listenOnSocket(app, folder.socket);
  return {
    close: async () => {
      app.server.closeAllConnections();
      await app.close();
      await removeSocket();
    },
  };
}
