import type { Operation } from '@brebaje/protocol/rest/operation';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller, KnownCaller } from './caller.ts';
import type { RestContext } from './rest-context.ts';

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** One request, parsed. */
export interface RestCall<O extends Operation> {
  params: Parsed<O['params']>;
  query: Parsed<O['query']>;
  body: Parsed<O['body']>;
  /** Never a stranger unless the operation is public. */
  caller: O['access'] extends 'public' ? Caller : KnownCaller;
  /** Row version of If-Match; undefined without that header. */
  ifMatch: number | undefined;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What a handler answers. 'hijacked': it has written to the socket itself. */
export type Answer =
  | {
      /** The operation's first answer unless said. */
      status?: number;
      body?: unknown;
      /** Row version, sent as ETag. */
      version?: number;
      headers?: Record<string, string>;
    }
  | 'hijacked';

export type Handler<O extends Operation> = (rest: RestContext, call: RestCall<O>) => Promise<Answer>;

/** A handler for every operation of a table. */
export type Handlers<T extends Record<string, Operation>> = { [K in keyof T]: Handler<T[K]> };
