/** For every operation a request that its schema takes, and whom it is about. A missing entry does not compile. */
import type { OperationId } from '@brebaje/protocol/rest/operations';
import type { Role, Stage } from './stage.ts';

export interface Example {
  path: (stage: Stage) => string;
  /** Exact body; without it one is made from the schema. */
  body?: (stage: Stage) => unknown;
  /** Who may, where the kind of access alone does not say. */
  may?: readonly Role[];
}

const SIGNED_IN: readonly Role[] = [
  'signedIn',
  'alice',
  'bob',
  'otherCoordinator',
  'coordinator',
  'operator',
];
const reason = { reason: 'a test' };
const on =
  (path: string): Example['path'] =>
  ({ things }) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => String(things[name as keyof typeof things]));
const at = (path: string, body?: unknown): Example =>
  body === undefined ? { path: on(path) } : { path: on(path), body: () => body };

export const EXAMPLES: Record<OperationId, Example> = {
  listCeremonies: at('/ceremonies'),
  createCeremony: {
    path: on('/ceremonies'),
    body: ({ things }) => ({
      projectId: things.project,
      slug: 'another',
      title: 'Another',
      scheme: 'KZG',
      sizes: [{ g1: 4, g2: 3 }],
    }),
  },
  checkCeremonyDraft: at('/ceremonies/check'),
  readCeremony: at('/ceremonies/{ceremony}'),
  readCeremonyBySlug: at('/ceremonies/by-slug/{slug}'),
  changeCeremony: at('/ceremonies/{ceremony}', { title: 'Renamed' }),
  removeCeremony: at('/ceremonies/{ceremony}'),
  archiveCeremony: at('/ceremonies/{ceremony}/archive'),
  finalizeCeremony: at('/ceremonies/{ceremony}/finalize', reason),
  announceCeremony: at('/ceremonies/{ceremony}/announcements'),
  listAnnouncements: at('/ceremonies/{ceremony}/announcements'),
  checkCeremony: at('/ceremonies/{ceremony}/check'),
  readManifest: at('/ceremonies/{ceremony}/manifest'),
  listArtifacts: at('/ceremonies/{ceremony}/artifacts'),
  listPolicies: at('/policies'),
  listCircuits: at('/circuits'),
  readCircuit: at('/circuits/{circuit}'),
  changeCircuit: at('/circuits/{circuit}', { name: 'Another' }),
  removeCircuit: at('/circuits/{circuit}'),
  createDraft: at('/ceremonies/{ceremony}/circuits', { slug: 'another' }),
  listDrafts: at('/ceremonies/{ceremony}/drafts'),
  readDraft: at('/drafts/{draft}'),
  changeDraft: at('/drafts/{draft}', { name: 'Another' }),
  removeDraft: at('/drafts/{draft}'),
  beginDraftUpload: at('/drafts/{draft}/uploads', { kind: 'r1cs', size: 10 }),
  startDraft: at('/drafts/{draft}/start'),
  cancelDraft: at('/drafts/{draft}/cancel'),
  listContributions: at('/contributions'),
  readContribution: at('/contributions/{contribution}'),
  readReceipt: at('/contributions/{contribution}/receipt'),
  writeAttestation: at('/contributions/{contribution}/attestation', { url: 'https://example.org/a' }),
  readTranscript: at('/contributions/{contribution}/transcript'),
  listTranscripts: at('/circuits/{circuit}/transcripts'),
  startDevice: at('/auth/device', {}),
  takeDeviceToken: { ...at('/auth/device/token', { device_code: 'x'.repeat(32) }), may: [] },
  startMove: at('/auth/move'),
  enterMove: { ...at('/auth/move/enter'), may: [] },
  listEvents: at('/ceremonies/{ceremony}/events'),
  readLive: at('/ceremonies/{ceremony}/live'),
  readHistory: at('/participants/{participant}/history'),
  invite: at('/ceremonies/{ceremony}/invitations', { name: 'Grace' }),
  inviteCoordinator: at('/projects/{project}/invitations', { name: 'Grace' }),
  listInvitations: at('/ceremonies/{ceremony}/invitations'),
  listCoordinatorInvitations: at('/projects/{project}/invitations'),
  importRoster: at('/ceremonies/{ceremony}/roster', { rows: [{ name: 'Grace' }] }),
  sendRoster: at('/ceremonies/{ceremony}/roster/send', {}),
  readInvitation: at('/invitations/{invitation}'),
  changeInvitation: at('/invitations/{invitation}', { name: 'Grace' }),
  revokeInvitation: at('/invitations/{invitation}'),
  reissueInvitation: at('/invitations/{invitation}/reissue'),
  sendInvitation: at('/invitations/{invitation}/send'),
  lookAtInvitation: { ...at('/auth/invitation/look'), may: [] },
  useInvitation: { ...at('/auth/invitation'), may: [] },
  readChannels: at('/notifications/channels'),
  listSubscriptions: at('/subscriptions'),
  createSubscription: at('/subscriptions'),
  readSubscription: at('/subscriptions/{subscription}'),
  changeSubscription: at('/subscriptions/{subscription}', { timeZone: 'UTC' }),
  removeSubscription: at('/subscriptions/{subscription}'),
  testSubscription: at('/subscriptions/{subscription}/test'),
  readAttention: at('/ceremonies/{ceremony}/attention'),
  readHealth: at('/ceremonies/{ceremony}/health'),
  listParticipants: at('/participants'),
  listCeremonyParticipants: at('/ceremonies/{ceremony}/participants'),
  createParticipant: {
    path: on('/participants'),
    body: ({ things }) => ({ userId: things.user, ceremonyId: things.ceremony, status: 'CREATED' }),
    may: ['alice', 'coordinator', 'operator'],
  },
  readParticipant: at('/participants/{participant}'),
  changeParticipant: at('/participants/{participant}', { status: 'CONTRIBUTED' }),
  removeParticipant: at('/participants/{participant}?reason=test'),
  readProfile: at('/participants/{participant}/profile'),
  writeProfile: at('/participants/{participant}/profile', {}),
  timeOutParticipant: at('/participants/{participant}/timeout', reason),
  replaceParticipant: at('/participants/{participant}/replace', reason),
  extendParticipant: at('/participants/{participant}/extend', { ...reason, seconds: 60 }),
  askMoreTime: at('/participants/{participant}/more-time'),
  readmitParticipant: at('/participants/{participant}/readmit', reason),
  writeToParticipant: at('/participants/{participant}/messages'),
  readEligibility: at('/ceremonies/{ceremony}/eligibility'),
  listProjects: at('/projects'),
  createProject: {
    ...at('/projects', { slug: 'new-one', name: 'New' }),
    may: ['coordinator', 'otherCoordinator', 'operator'],
  },
  readProject: at('/projects/{project}'),
  changeProject: at('/projects/{project}', { name: 'Renamed' }),
  removeProject: at('/projects/{emptyProject}'),
  // No file comes with it: refused to those who may as well, and only as a file.
  writeLogo: at('/projects/{project}/logo'),
  removeLogo: at('/projects/{project}/logo'),
  listCoordinators: at('/projects/{project}/coordinators'),
  addCoordinator: at('/projects/{project}/coordinators/{otherUser}'),
  // Everybody may resign.
  removeCoordinator: {
    ...at('/projects/{project}/coordinators/{otherUser}'),
    may: ['bob', 'coordinator', 'operator'],
  },
  listReservations: at('/ceremonies/{ceremony}/reservations'),
  createReservation: at('/ceremonies/{ceremony}/reservations'),
  readReservation: at('/reservations/{reservation}'),
  changeReservation: at('/reservations/{reservation}', { note: 'moved' }),
  cancelReservation: at('/reservations/{reservation}?reason=test'),
  readMe: at('/auth/me'),
  readSession: at('/auth/session'),
  signOut: at('/auth/sign-out'),
  listSessions: at('/sessions'),
  endSession: at('/sessions/{session}'),
  endOtherSessions: at('/sessions'),
  linkIdentity: at('/auth/identities'),
  unlinkIdentity: at('/auth/identities/{identity}'),
  readTurn: at('/participants/{participant}/turn'),
  sayPresent: at('/participants/{participant}/presence'),
  listTurns: at('/turns'),
  readCeremonyQueue: at('/ceremonies/{ceremony}/queue'),
  readCircuitQueue: at('/circuits/{circuit}/queue'),
  haltCircuit: at('/circuits/{circuit}/halt', reason),
  resumeCircuit: at('/circuits/{circuit}/resume', reason),
  beginUpload: at('/participants/{participant}/uploads', { kind: 'slim', size: 10 }),
  readUpload: at('/uploads/{upload}'),
  signParts: at('/uploads/{upload}/parts', { numbers: [1] }),
  putPart: { ...at('/uploads/{upload}/parts/1'), may: [] },
  completeUpload: at('/uploads/{upload}/complete'),
  listUsers: at('/users'),
  readUser: at('/users/{user}'),
  // Operators change roles; a name everybody chooses for themselves.
  changeUser: { ...at('/users/{user}', { publicName: 'Alice' }), may: ['alice'] },
  exportUser: { ...at('/users/{user}/export'), may: ['alice', 'operator'] },
  eraseUser: { ...at('/users/{user}'), may: ['alice', 'operator'] },
};

/** Who may call, by the kind of access; the example says otherwise where `may` is given and not empty. */
export const MAY: Record<string, readonly Role[]> = {
  public: ['stranger', ...SIGNED_IN],
  user: SIGNED_IN,
  self: ['alice', 'coordinator', 'operator'],
  person: ['alice'],
  coordinator: ['coordinator', 'operator'],
  operator: ['operator'],
};
