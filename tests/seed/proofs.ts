/** Where each statement of the document is shown to hold. */

/** A test of participants.test.ts, one of another file by its name, or a page of the documentation. */
export type Proof =
  | { here: string }
  | { file: string; test: string }
  | { page: string }
  /** A lead-in: what it says is in the statements that follow it. */
  | { leads: string };

const STRUCTURE = { here: 'has the structure' };
const LIFE = { here: 'goes through statuses and steps as drawn' };
const FINAL = { here: 'ends with the ceremony' };
const LOST = { here: 'loses a turn at any step' };
const REGISTERS = { here: 'is registered as printed' };
const CALLED = { here: 'is reached at every endpoint' };
const WORDS = { here: 'has these words' };
const TOLD = { here: 'is told what to do, when, and where help is' };

const rest = (file: string, test: string) => ({ file: `tests/rest/${file}.test.ts`, test });
const scenario = (file: string, test: string) => ({ file: `tests/scenarios/${file}.test.ts`, test });

const PROFILE = rest('enrolment', 'keeps what people tell about themselves from everybody but coordinators');

export const PROOFS: Record<string, Proof> = {
  'Participants are the individuals or entities that contribute to trusted setup ceremonies. This page explains how participant management works in Brebaje.':
    LIFE,
  'A participant in Brebaje is someone who contributes to a trusted setup ceremony. Participants download the current state, perform cryptographic operations, and upload their contribution to advance the ceremony.':
    LIFE,
  'Every participant has:': { leads: 'ID' },
  '**ID**: Unique identifier for the participant': STRUCTURE,
  '**User ID**: Links to the user account': STRUCTURE,
  "**Ceremony ID**: Links to the ceremony they're participating in": STRUCTURE,
  '**Status**: Current status in the ceremony': STRUCTURE,
  '**Contribution Step**: Current step in the contribution process': STRUCTURE,
  'interface Participant {': STRUCTURE,
  'id: number;': STRUCTURE,
  'userId: number;': STRUCTURE,
  'ceremonyId: number;': STRUCTURE,
  'status: ParticipantStatus;': STRUCTURE,
  'contributionStep: ParticipantContributionStep;': STRUCTURE,
  'contributionProgress: number;': STRUCTURE,
  'contributionStartedAt?: number;': STRUCTURE,
  'verificationStartedAt?: number;': STRUCTURE,
  'tempContributionData?: any;': STRUCTURE,
  'timeout?: any;': STRUCTURE,

  'Participants progress through several states during a ceremony:': { leads: '[*] --> CREATED' },
  '[*] --> CREATED': REGISTERS,
  'CREATED --> WAITING': LIFE,
  'WAITING --> READY': LIFE,
  'READY --> CONTRIBUTING': LIFE,
  'CONTRIBUTING --> CONTRIBUTED': LIFE,
  'CONTRIBUTED --> DONE': LIFE,
  'DONE --> FINALIZING': FINAL,
  'FINALIZING --> FINALIZED': FINAL,
  'CONTRIBUTING --> TIMEDOUT': LOST,
  'TIMEDOUT --> EXHUMED': LOST,
  '**CREATED**: Participant is registered but not yet active': REGISTERS,
  '**WAITING**: Waiting for their turn to contribute': LIFE,
  '**READY**: Ready to start contribution': LIFE,
  '**CONTRIBUTING**: Currently performing contribution': LIFE,
  '**CONTRIBUTED**: Contribution completed successfully': LIFE,
  '**DONE**: All work for this participant is complete': rest(
    'queue-patches',
    'goes the whole way by patches, through both circuits',
  ),
  '**FINALIZING**: Finalizing the ceremony': FINAL,
  "**FINALIZED**: Participant's role is complete": FINAL,
  '**TIMEDOUT**: Participant failed to complete in time': scenario(
    'queue',
    'takes a turn away at its limit, lets the next one go on, and takes the loser back after the penalty',
  ),
  '**EXHUMED**: Participant was replaced due to timeout': LOST,

  'During the contribution process, participants go through these steps:': { leads: '[*] --> DOWNLOADING' },
  '[*] --> DOWNLOADING': LIFE,
  'DOWNLOADING --> COMPUTING': LIFE,
  'COMPUTING --> UPLOADING': LIFE,
  'UPLOADING --> VERIFYING': LIFE,
  'VERIFYING --> COMPLETED': LIFE,
  'DOWNLOADING --> TIMEDOUT': LOST,
  'COMPUTING --> TIMEDOUT': LOST,
  'UPLOADING --> TIMEDOUT': LOST,
  'VERIFYING --> TIMEDOUT': LOST,
  '**DOWNLOADING**: Downloading the current state from the previous participant': scenario(
    'queue',
    'hands out the head with what it takes to start',
  ),
  '**COMPUTING**: Performing the cryptographic operations': LIFE,
  '**UPLOADING**: Uploading the new state': LIFE,
  '**VERIFYING**: Verifying that the contribution was correctly applied': LIFE,
  '**COMPLETED**: Contribution is complete and verified': LIFE,

  'POST /participants': REGISTERS,
  '{\n  "userId": 1,\n  "ceremonyId": 1,\n  "status": "CREATED"\n}': REGISTERS,
  '**userId**: ID of the user account': REGISTERS,
  '**ceremonyId**: ID of the ceremony to participate in': REGISTERS,
  '**status**: Initial status (usually "CREATED")': REGISTERS,

  '# Mark participant as ready\nPATCH /participants/{id}\n{\n  "status": "READY"\n}': LIFE,
  '# Start contributing\nPATCH /participants/{id}\n{\n  "status": "CONTRIBUTING",\n  "contributionStep": "DOWNLOADING"\n}':
    LIFE,
  'Common status transitions:': { leads: '**CREATED → WAITING**: Participant is queued for contribution' },
  '**CREATED → WAITING**: Participant is queued for contribution': LIFE,
  '**WAITING → READY**: Participant is ready to contribute': LIFE,
  '**READY → CONTRIBUTING**: Participant starts contribution': LIFE,
  '**CONTRIBUTING → CONTRIBUTED**: Contribution completed': LIFE,
  '**CONTRIBUTED → DONE**: All work complete': LIFE,

  "Participants can timeout if they don't complete their contribution in time:": scenario(
    'queue',
    'takes a turn away at its limit, lets the next one go on, and takes the loser back after the penalty',
  ),
  '{\n  "timeout": {\n    "type": "FIXED",\n    "duration": 3600,\n    "startedAt": 1640995200,\n    "expiresAt": 1640998800\n  }\n}':
    LIFE,
  'When a participant times out:': { leads: '**Status Update**: Status changes to "TIMEDOUT"' },
  '**Status Update**: Status changes to "TIMEDOUT"': LOST,
  '**Notification**: Coordinator is notified': { here: 'is told of to its coordinators when the time is up' },
  '**Replacement**: Participant can be replaced by another': LOST,
  '**Exhumation**: Timed out participant is marked as "EXHUMED"': LOST,
  '# Mark participant as timed out\nPATCH /participants/{id}\n{\n  "status": "TIMEDOUT"\n}': LOST,
  '# Replace timed out participant\nPATCH /participants/{id}\n{\n  "status": "EXHUMED"\n}': LOST,

  'Brebaje tracks participant progress in real-time:': scenario(
    'live',
    'shows the life of somebody with a client of the KZG protocol while it happens',
  ),
  '{\n  "contributionProgress": 75,\n  "contributionStartedAt": 1640995200,\n  "verificationStartedAt": 1640997000,\n  "tempContributionData": {\n    "downloadProgress": 100,\n    "computationProgress": 75,\n    "uploadProgress": 0\n  }\n}':
    LIFE,
  '# Update contribution progress\nPATCH /participants/{id}\n{\n  "contributionProgress": 50,\n  "contributionStep": "COMPUTING"\n}':
    LIFE,

  'All participant contributions are verified:': { leads: '**Format Check**' },
  '**Format Check**: Verify contribution format is correct': { here: 'is verified by named checks' },
  '**Mathematical Check**: Verify cryptographic operations': { here: 'is verified by named checks' },
  '**Consistency Check**: Verify consistency with previous contributions': {
    here: 'is verified by named checks',
  },
  '**Final Verification**: Verify final parameters': rest(
    'finalize',
    'verifies the whole chain, freezes the result, and makes everybody final at once',
  ),
  '# Start verification\nPATCH /participants/{id}\n{\n  "contributionStep": "VERIFYING",\n  "verificationStartedAt": 1640997000\n}':
    LIFE,
  '# Complete verification\nPATCH /participants/{id}\n{\n  "contributionStep": "COMPLETED",\n  "status": "CONTRIBUTED"\n}':
    LIFE,

  '**Diversity**: Include participants from different backgrounds': PROFILE,
  '**Reputation**: Consider participant reputation and trustworthiness': rest(
    'enrolment',
    'takes people on the roster by their account, in the part of the queue that stands there',
  ),
  '**Technical Capability**: Ensure participants have required technical skills': PROFILE,
  '**Availability**: Verify participants can commit the required time': PROFILE,
  '**Clear Instructions**: Provide clear instructions to participants': TOLD,
  '**Timeline**: Communicate expected timeline and deadlines': TOLD,
  '**Support**: Provide technical support during contribution': scenario(
    'notifications',
    'says with a refusal where help is, the ceremony’s line before the project’s',
  ),
  '**Updates**: Keep participants informed of ceremony progress': rest(
    'ceremonies',
    'tell announcements and incidents to everybody',
  ),
  '**Progress Tracking**: Monitor participant progress in real-time': rest(
    'lobby-patches',
    'takes progress as often as it comes without a transaction, an event or a new version',
  ),
  '**Timeout Alerts**: Set up alerts for potential timeouts': scenario(
    'queue',
    'warns before the deadline, once',
  ),
  '**Backup Plans**: Have backup participants ready': scenario(
    'queue',
    'serves the private queue before the public one and priority within, and the standby list when nobody is there',
  ),
  '**Documentation**: Document any issues or delays': rest(
    'ceremonies',
    'tell announcements and incidents to everybody',
  ),

  '`GET /participants` - List all participants': CALLED,
  '`POST /participants` - Register a new participant': CALLED,
  '`GET /participants/{id}` - Get participant details': CALLED,
  '`PATCH /participants/{id}` - Update participant status': CALLED,
  '`DELETE /participants/{id}` - Remove a participant': CALLED,
  '`GET /ceremonies/{id}/participants` - Get ceremony participants': CALLED,

  'type ParticipantStatus =': WORDS,
  '| "CREATED"': WORDS,
  '| "WAITING"': WORDS,
  '| "READY"': WORDS,
  '| "CONTRIBUTING"': WORDS,
  '| "CONTRIBUTED"': WORDS,
  '| "DONE"': WORDS,
  '| "FINALIZING"': WORDS,
  '| "FINALIZED"': WORDS,
  '| "TIMEDOUT"': WORDS,
  '| "EXHUMED";': WORDS,
  'type ParticipantContributionStep =': WORDS,
  '| "DOWNLOADING"': WORDS,
  '| "COMPUTING"': WORDS,
  '| "UPLOADING"': WORDS,
  '| "VERIFYING"': WORDS,
  '| "COMPLETED";': WORDS,

  'Now that you understand participants, you can:': { leads: 'Contributions' },
  '**[Contributions](./contributions)**: Learn about the contribution process': {
    page: 'docs/concepts/contributions.md',
  },
  '**[User Guide - Participating](./../user-guide/participating)**: Practical guide for participants': {
    page: 'docs/guides/participating.md',
  },
  '**[User Guide - Coordinating](./../user-guide/coordinating)**: Guide for ceremony coordinators': {
    page: 'docs/guides/coordinating.md',
  },
  '**[Examples - Basic Ceremony](./../examples/basic-ceremony)**: See a complete ceremony example': {
    page: 'docs/examples/basic-ceremony.md',
  },
};
