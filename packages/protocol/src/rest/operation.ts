/** The shape of one REST operation: what parses a request, what may be answered, who may call. */
import type { z } from 'zod';
import type { ProblemCode } from './problems.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may call. `self`: the person it is about, the coordinators of that ceremony and operators; `person`:
 * only the person it is about; `coordinator`: those of that project, and operators.
 */
export const ACCESS = ['public', 'user', 'self', 'person', 'coordinator', 'operator'] as const;
export type Access = (typeof ACCESS)[number];

export interface AnswerShape {
  description: string;
  /** The body: what is not in this schema never leaves the server. Absent: no body. */
  body?: z.ZodType;
  /** When the body is no JSON. */
  mediaType?: string;
  /** Media types that the same answer may have instead, each with what it carries. */
  others?: Readonly<Record<string, string>>;
}

/** One operation; `{name}` in a path is a member of `params`. */
export interface Operation {
  method: Method;
  path: string;
  /** Chapter of the documentation. */
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Media type of a body that the handler reads itself, as it comes; then there is no `body`. */
  streamed?: string;
  /** A text/csv body is taken as well, as `{csv: text}`. */
  csv?: boolean;
  /** Largest body, bytes; 65,536 unless said. */
  maxBody?: number;
  /** The row version is sent as ETag, and If-Match is honoured. */
  versioned?: boolean;
  answers: Readonly<Record<number, AnswerShape>>;
  /** Refusals besides those that every operation may give (see `commonProblems`). */
  problems: readonly ProblemCode[];
}

/** Keeps the exact types of an operation's schemas. */
export function operation<const O extends Operation>(shape: O): O {
  return shape;
}

/** What any operation may be refused with, by its shape. */
export function commonProblems(shape: Operation): ProblemCode[] {
  // An unknown member of the query is refused everywhere.
  const codes: ProblemCode[] = ['FAULT', 'UNAVAILABLE', 'RATE_LIMITED', 'INVALID_REQUEST'];
  if (shape.body) codes.push('TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  if (shape.params) codes.push('NOT_FOUND');
  // A session that is given must be one, on public routes as well.
  codes.push('SIGN_IN_REQUIRED');
  if (shape.access !== 'public' && shape.access !== 'user') codes.push('NOT_PERMITTED');
  if (shape.versioned && shape.method !== 'GET') codes.push('VERSION_MISMATCH', 'CHANGED_MEANWHILE');
  return codes;
}

/** `/participants/{id}` as a router spells it: `/participants/:id`. */
export function routerPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
