/**
 * What the operator's commands speak over the data folder's socket: POST with a JSON object, answered by a
 * JSON object. `ceremony` is a slug and may be left out: the default ceremony. Paths are on the server's
 * machine. Every override needs a reason; it becomes a public event.
 */
export const OPERATOR_ROUTES = {
  /** {} → {version, ceremonies: [{slug, status, lobby, contributions, …}]} */
  status: '/status',
  /** {ceremony?, reason} → {state: 'draining' | 'drained'} */
  drain: '/drain',
  /** {ceremony?, reason} → {status} */
  pause: '/pause',
  resume: '/resume',
  /** {ceremony?, who: 'all' | participant number | identity, reason} → {returned} */
  amnesty: '/amnesty',
  /** {ceremony?, sub?, form: 'txt' | 'json', path} → {path, bytes} */
  export: '/export',
  /** {ceremony?, folder} → {folder, contributions} */
  handoverExport: '/handover/export',
  /** {ceremony?, folder, previousAddress (may be left out for a test)} → {contributions, identities} */
  handoverImport: '/handover/import',
  /**
   * {ceremony, slug, r1cs, ptau (or the hash of one that is there), ptauHash?, wasm?, genesis?, zkey?, name?, …} →
   * {id, sequence, genesis, points, adopted}: before the ceremony opens.
   */
  circuitAdd: '/circuit/add',
  /** {folder} → {folder, bytes} */
  backup: '/backup',
  /** {role?: 'operator' | 'coordinator'} → {link, expiresAt (ISO 8601)}: signs in once, within a day. */
  operatorLink: '/operator-link',
  /** {ceremony?, contribution, receipt} → {position}: a contribution accepted after the restored backup. */
  resubmit: '/resubmit',
  /** {who: user number | account | e-mail address} → {userId?, data: rows by table} */
  privacyExport: '/privacy/export',
  /** {who, reason} → {erased: true, userId?, participants: how many} */
  privacyErase: '/privacy/erase',
  /** {to} → {sent: true, to}: sends one e-mail at once, and says what is wrong with the mail server. */
  notifyTest: '/notify/test',
} as const;

export type OperatorRoute = keyof typeof OPERATOR_ROUTES;

/** Name of the socket in the data folder. */
export const OPERATOR_SOCKET = 'operator.sock';
