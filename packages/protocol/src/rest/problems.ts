/**
 * Everything a REST request can be refused with, as `application/problem+json`: status, title, what to do.
 * The rules' own refusals are among them under their own names.
 */
import type { ErrorEntry } from '../error-entry.ts';
import { PROBLEMS } from '../errors.ts';

const LATER = 'Try again in a few minutes; nothing is lost and it does not count against you.';

export const PROBLEM_TABLE = {
  ...PROBLEMS,
  INVALID_REQUEST: {
    status: 400,
    text: 'Invalid request',
    next: 'Correct the fields that are named under errors and send it again.',
  },
  SIGN_IN_REQUIRED: {
    status: 401,
    text: 'Sign in first',
    next: 'Sign in and send the header Authorization: Bearer <session id>.',
  },
  NOT_FOUND: { status: 404, text: 'Not found', next: 'Check the number or slug in the address.' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    text: 'Method not allowed',
    next: 'Use one of the methods in the Allow header.',
  },
  CHANGED_MEANWHILE: {
    status: 409,
    text: 'Changed meanwhile',
    next: 'Read it again: somebody else changed it at the same moment.',
  },
  CONFLICT: { status: 409, text: 'Conflict', next: 'See the detail for what is in the way.' },
  HISTORY_IS_KEPT: {
    status: 409,
    text: 'History is kept',
    next: 'Archive it instead: what was accepted is never erased, only hidden.',
  },
  UPLOAD_CLOSED: {
    status: 409,
    text: 'The upload is closed',
    next: 'Begin a new upload if it is still your turn.',
  },
  PARTS_DIFFER: {
    status: 409,
    text: 'Parts differ',
    next: 'Read the upload to see what has arrived, send what is missing again, then complete it.',
  },
  VERSION_MISMATCH: {
    status: 412,
    text: 'Another version',
    next: 'Read it again and send the new ETag as If-Match.',
  },
  TOO_LARGE: { status: 413, text: 'Too large', next: 'Send a shorter body.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    text: 'Unsupported media type',
    next: 'Send JSON with Content-Type: application/json.',
  },
  SIGNATURE_INVALID: {
    status: 403,
    text: 'The signature of this address is wrong',
    next: 'Use the address exactly as it was given.',
  },
  SIGNATURE_EXPIRED: {
    status: 403,
    text: 'This address has expired',
    next: 'Ask for a new address of this part; what has arrived stays.',
  },
  PART_SIZE_DIFFERS: {
    status: 400,
    text: 'The part has another size',
    next: 'Send exactly as many bytes as the address says.',
  },
  NOT_A_CONTRIBUTION: {
    status: 422,
    text: 'Not a contribution',
    next: 'Your turn goes on: check the file and upload it again.',
  },
  RATE_LIMITED: { status: 429, text: 'Too many requests', next: 'Wait as long as Retry-After says.' },
  FAULT: { status: 500, text: 'A fault of ours', next: LATER },
  UNAVAILABLE: { status: 503, text: 'Not available now', next: LATER },
} as const satisfies Record<string, ErrorEntry>;

export type ProblemCode = keyof typeof PROBLEM_TABLE;
