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
  NOT_FOUND: { status: 404, text: 'Not found', next: 'Check the number or the name in the address.' },
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
  CEREMONY_UNFIT: {
    status: 409,
    text: 'The ceremony is not fit',
    next: 'Correct what is named under errors; GET /ceremonies/{id}/check shows all of it.',
  },
  REASON_NEEDED: {
    status: 400,
    text: 'A reason is needed',
    next: 'Send `reason` with it: it becomes a public event.',
  },
  NOT_DRAINED: {
    status: 409,
    text: 'Not drained yet',
    next: 'Close it and wait until whoever is inside has finished.',
  },
  TOO_FEW_CONTRIBUTIONS: {
    status: 409,
    text: 'Too few contributions',
    next: 'Nothing can be finalized: there are fewer contributions by people than the rules ask for.',
  },
  HEAD_UNVERIFIED: {
    status: 409,
    text: 'The head is not verified',
    next: 'Ask the operator: the latest state is not the one that the latest accepted contribution left.',
  },
  BEACON_NOT_PUBLISHED: {
    status: 409,
    text: 'The beacon is not published yet',
    next: 'Finalize when it is: `beacon.publishedAt` of the ceremony says when.',
  },
  BEACON_TOO_EARLY: {
    status: 409,
    text: 'The beacon came too early',
    next: 'Name a later one: PATCH the ceremony with `policy.beacon` and a reason.',
  },
  BEACON_REFUSED: {
    status: 422,
    text: 'That is not the beacon',
    next: 'Send the value of the round or slot that the ceremony names, or none: the server asks for it.',
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
  ALREADY_ENROLLED: {
    status: 409,
    text: 'Registered already',
    next: 'Use the participant that `existing` names: GET, PATCH or DELETE /participants/{existing}.',
  },
  NAME_TAKEN: {
    status: 409,
    text: 'This name is taken',
    next: 'Choose another public name, or none to be contributor-<number>.',
  },
  TERMS_NOT_ACCEPTED: {
    status: 409,
    text: 'The terms are not accepted',
    next: 'Read them at GET /ceremonies/{id}/eligibility and send their version as acceptTerms.',
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
  NOT_SUCH_A_FILE: {
    status: 422,
    text: 'Not such a file',
    next: 'Check which file this is, and whether it is whole; then upload it again.',
  },
  CIRCUITS_FIXED: {
    status: 409,
    text: 'The circuits are fixed',
    next: 'Circuits come and go only before the ceremony opens: create another ceremony.',
  },
  FILES_MISSING: {
    status: 409,
    text: 'Files are missing',
    next: 'Upload what is named, or name a phase 1 that the server has; then start again.',
  },
  FOREIGN_ORIGIN: {
    status: 403,
    text: 'Asked by a page of another origin',
    next: 'Do this on a page of this server, or in a program: pages of others cannot act in your name.',
  },
  BASE_UNKNOWN: {
    status: 400,
    text: 'The server does not know its own address',
    next: 'Open it as http://localhost, or set --public-url: links need an address that others can open.',
  },
  SIGNATURE_REFUSED: {
    status: 400,
    text: 'The signature does not do',
    next: 'Take a new nonce and sign again: each is good for one attempt and five minutes.',
  },
  CODE_UNKNOWN: {
    status: 404,
    text: 'No such code',
    next: 'Take a new code on the first device: each works once and for a few minutes.',
  },
  BOTH_TOOK_PART: {
    status: 409,
    text: 'Both took part in one ceremony',
    next: 'Keep the two apart: each account has its own place in that ceremony.',
  },
  IDENTITY_IN_USE: {
    status: 409,
    text: 'This account stays',
    next: 'Keep it: it took part in a ceremony, or nothing else would sign you in.',
  },
  INVITATION_UNKNOWN: {
    status: 404,
    text: 'No such invitation',
    next: 'Copy the whole link, with what follows the # sign, or ask whoever invited you for a new one.',
  },
  INVITATION_USED: {
    status: 409,
    text: 'This link was used',
    next: 'On the device that used it, ask for a code to move (POST /auth/move, or its page) and enter the code here; or ask whoever invited you for a new link.',
  },
  INVITATION_EXPIRED: {
    status: 410,
    text: 'This invitation has ended',
    next: 'Ask whoever invited you for a new link.',
  },
  INVITATION_REVOKED: {
    status: 410,
    text: 'This invitation was revoked',
    next: 'Use the newest link that you were sent, or ask whoever invited you.',
  },
  INVITATION_EARLY: {
    status: 403,
    text: 'This invitation is not good yet',
    next: 'Come back with the same link at the time that it names; nothing was used up.',
  },
  NOT_BY_LINK_ALONE: {
    status: 409,
    text: 'A new link would open somebody’s account',
    next: 'Ask the person to sign in as they did before, or make a new invitation.',
  },
  AUTHORIZATION_PENDING: {
    status: 400,
    text: 'Not approved yet',
    next: 'Ask again after the interval.',
  },
  SLOW_DOWN: {
    status: 400,
    text: 'Asked too soon',
    next: 'Wait five seconds longer between two questions from now on.',
  },
  ACCESS_DENIED: { status: 400, text: 'Refused by the person', next: 'Begin again if that was a mistake.' },
  EXPIRED_TOKEN: { status: 400, text: 'The code has ended', next: 'Begin again: ask for a new code.' },
  NO_MAIL_SERVER: {
    status: 409,
    text: 'This server sends no e-mail',
    next: 'Choose a webhook, or ask the operator to configure a mail server.',
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 409,
    text: 'Too many subscriptions',
    next: 'Delete one that you do not need any more.',
  },
  RATE_LIMITED: { status: 429, text: 'Too many requests', next: 'Wait as long as Retry-After says.' },
  FAULT: { status: 500, text: 'A fault of ours', next: LATER },
  UNAVAILABLE: { status: 503, text: 'Not available now', next: LATER },
} as const satisfies Record<string, ErrorEntry>;

export type ProblemCode = keyof typeof PROBLEM_TABLE;
