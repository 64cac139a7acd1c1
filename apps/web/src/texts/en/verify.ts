/** Verifying in the browser. Names of checks and verdicts are those of the command. */
export const verify = {
  title: 'Verify a ceremony',
  titleOf: 'Verify: {title}',
  back: 'To the ceremony',
  lead: 'You need not believe this server, nor anybody who runs it. Your own browser looks at everything that was published, in four checks from quick to thorough.',
  leadAny:
    'Drop what you kept or were given: a receipt, an attestation, a manifest, a transcript, the archive of a ceremony, a verification key or a verifier contract. Your files stay on this device.',
  test: 'This ceremony is a test: nobody should rely on its result.',

  // What somebody gives
  dropTitle: 'Drop files or a folder here',
  dropOne: 'Drop your receipt here',
  chooseFiles: 'Choose files',
  chooseFolder: 'Choose a folder',
  paste: 'Paste a receipt',
  pasteLabel: 'The text of a receipt, an attestation or a manifest, or its hash',
  pasteUse: 'Use this text',
  pasteNone:
    'This is neither a receipt, an attestation nor a manifest. Paste all of the file, from the first brace to the last.',
  looking: 'Looking at what you gave…',
  notUseful:
    'Nothing can be verified here by itself: {names}. Zkeys are verified by the command: brebaje zkey verify.',
  tooMany: 'These are {count} loose files: too many, and none was looked at',
  tooManyNext:
    'Give only those that are of a ceremony, at most {most} at a time. An archive is given as its whole folder, the one with ceremony.json in it; it may have as many files as it likes.',
  madeGiven: 'Used in the fourth check: {names}',
  remove: 'Remove',
  attestAgain: 'Save its attestation',
  mine: 'Your contribution',
  mineLead:
    'With your receipt, the first two checks look for your contribution. Without one they look at all of them.',
  mineFound: {
    one: 'You have {count} receipt of this ceremony.',
    other: 'You have {count} receipts of this ceremony.',
  },
  mineGet: 'Take my receipts from this server',
  mineNone: 'You are signed in, and this ceremony has no contribution of yours.',
  search: 'Find a contribution',
  searchLabel: 'Public name, contribution hash or identity',
  searchHint:
    'An identity is eth|0x… or git|number|login, as in the transcript. An Ethereum address will do.',
  searchGo: 'Find',
  searchNone: 'No published contribution has this name or this hash.',
  searchOnly:
    'It is published as number {position}. Its receipt is with its contributor: without it the checks look at everything else.',
  searchMany: { one: 'Looked through {count} contribution.', other: 'Looked through {count} contributions.' },
  receiptOf: 'Receipt of number {position} to {circuit}',
  receiptPowers: 'Receipt of {identity}',
  receiptHash: 'Contribution hash',
  identityOf: 'Look for {identity}',
  attestationOf: 'Attestation of number {number} to {circuit}',

  // Which ceremony is meant
  expectTitle: 'Is it the ceremony that you mean?',
  expectLead:
    'A server can show you another ceremony than everybody else. A hash that you have from elsewhere tells: from where the ceremony was announced, from somebody who contributed, from your own notes. What this page calls it proves nothing.',
  expectLabel: 'Hash of the manifest, or number:hash of an event',
  expectHint:
    'As it was published: 64 digits and letters from a to f. A link that ends in #expect=… will do, and the manifest itself can be dropped on this page.',
  expectBad: 'This is neither the SHA-256 of a manifest nor number:hash of an event.',
  expectGo: 'Use this hash',
  expectMore: 'Expect something more',
  expectManifest: 'The manifest with this hash',
  expectEvent: 'Event {number} of the log with this hash',
  expectByLink: 'from the link that you followed: worth as much as whoever gave it to you',
  expectGiven: 'given by you',
  expectBadLink: 'The link that you followed expects something that cannot be read',
  expectBadLinkNext:
    'It was cut off or changed on its way. Nothing is compared with it: get the link again, or give the hash yourself.',
  expectSaid: 'It is called by the hash that you expect. The checks compare whether that is so.',
  expectOther: 'This is not the ceremony that you expect',
  expectOtherYours: 'You expect the manifest <code>{hash}</code>.',
  expectOtherTheirs: 'This one has the manifest <code>{hash}</code>.',
  expectOtherNone: 'This one has no manifest: it has not opened.',
  expectOtherNext:
    'Do not rely on anything here. Ask whoever gave you the hash whether it is right. If it is, show both hashes to others: somebody is shown another ceremony.',
  expectNothing: 'What you expect cannot be compared with a transcript alone',
  expectNothingNext:
    'It has no manifest and no log. Verify the ceremony at its server, or the folder of its archive.',

  // Which ceremony
  whichTitle: 'Whose ceremony is it?',
  whichFind: 'Looking for its ceremony on this server…',
  whichNone: 'No ceremony of this server has signed this receipt.',
  whichNoneManifest: 'No ceremony of this server has the manifest that you expect.',
  whichNoneNext: 'Give the address of its page below, or open the pages of the server that holds it.',
  whichElsewhere: 'It says that it is from {server}.',
  whichOpen: 'Open the checks of {host}',
  address: 'Address of a ceremony’s page',
  addressHint: 'Also of another server, where that allows it.',
  addressGo: 'Verify this ceremony',
  addressBad: 'This is no address of a ceremony’s page. It ends in /c/ and the ceremony’s name.',
  foreign:
    'This page could not speak to {host}: browsers let pages speak to other servers only where both allow it. Open that server’s own page, or use the command.',
  published: 'The attestation is of a published contribution. Its receipt is signed by {address}.',
  worth: 'An attestation proves inclusion, not honesty.',

  // The four grades
  grade: 'Check {number}',
  receiptTitle: 'Is my receipt genuine, and in the record?',
  receiptTitleNone: 'Is the record whole?',
  receiptPlain:
    'The ceremony’s own key has signed your receipt, and the diary of the ceremony has the entry that it names. No entry was changed, left out or added later.',
  receiptPlainNone:
    'The diary of the ceremony has every entry, and none was changed, left out or added later. What was published of each contribution is what the diary accepted.',
  receiptFormal:
    'EIP-191 signature by the manifest’s receipt address over manifest hash, position and states; hash-linked log of RFC 8785 bodies; every transition s → s′ was accepted by exactly one event.',
  receiptFormalPowers:
    'EIP-191 signature by the manifest’s receipt address over identity and public keys; hash-linked log of RFC 8785 bodies, whose opening names the manifest.',
  includedTitle: 'Is my contribution in the result?',
  includedTitleNone: 'Are all contributions in the result?',
  includedPlain:
    'The latest state, of which the result is or will be made, has the mark of your contribution, byte for byte as you sent it, and nobody’s was left out.',
  includedPlainNone:
    'The latest state, of which the result is or will be made, has the mark of every contribution that was accepted, byte for byte as it was published. Nobody’s was left out.',
  includedFormal:
    'The record of every accepted contribution stands in section 10 of the last zkey, whose SHA-256 the log names; your record is the one that your receipt was signed over.',
  includedFormalPowers:
    'Your identity and all your potPubkeys stand at one index of the transcript that ends in the head; the log accepted that many contributions.',
  chainTitle: 'Is the chain sound?',
  chainPlain:
    'Every contribution was built upon the one before by somebody who knew their secret, and the last step is the public random number that was agreed on. Nobody could slip in numbers of their own.',
  chainPlainPowers:
    'Every contribution was built upon the one before by somebody who knew their secret. Nobody could slip in numbers of their own.',
  chainFormal:
    'All proofs of knowledge, δ in both groups and every point of L and H against the genesis, combined with fresh 128-bit scalars: soundness error 2⁻¹²⁸. Every point canonical, on its curve, in its subgroup. The beacon’s round was committed to beforehand, and its BLS signature verifies offline.',
  chainFormalPowers:
    'Running products and public keys of all sub-ceremonies, BLS and ECDSA signatures, and the powers against one τ, combined with fresh 128-bit scalars: soundness error 2⁻¹²⁸. Every point canonical, on its curve, in its subgroup, not infinity.',
  genesisTitle: 'Does it begin with the right circuit?',
  genesisTitlePowers: 'Does it begin with the fixed start, and do the files follow?',
  genesisPlain:
    'The first state follows from the circuit and from the powers of tau that were named, and the keys and contracts that you download follow from the last one.',
  genesisPlainPowers:
    'The first state is the one without any secret, which everybody can make, and the files that you download follow from the last one.',
  genesisFormal:
    'Every point of the genesis, all N directions of H, follows from r1cs and phase 1; the phase 1 is a published one or is verified itself. Verification key and contract are made again, and are the same byte for byte.',
  genesisFormalPowers:
    'The genesis is all powers with τ = 1. Each trusted setup is the Lagrange form of the final powers, made again, and the same byte for byte.',
  vouch: 'I know the phase 1 by its hash: do not verify it again',
  vouchHint:
    'Otherwise one that Brebaje does not know by its hash is verified as a whole, which takes hours for the largest. The manifest names <code>{hash}</code>.',
  phaseMissing:
    'This server does not keep the phase 1. Drop the file above that has this SHA-256: <code>{hash}</code>',
  dropHint: 'The receipt (…receipt.json) or the attestation.md that you kept; also a manifest that you have.',
  dropHintCircuits:
    'The receipt (…receipt.json) or the attestation.md that you kept; also a manifest that you have. For the fourth check also an r1cs that you compiled, or a phase 1 that you have: they are read where they are, and count by their hash.',

  // What it takes
  cost: 'About {size} to download, then about {time} of computing on this device.',
  costQuick: 'About {size} to download, then a moment of computing.',
  costGiven: 'Nothing to download, about {time} of computing on this device.',
  costGivenQuick: 'Nothing to download, and a moment of computing.',
  costPhase: 'The phase 1 comes on top where it is fetched: often gigabytes.',
  costMeasuring: 'About {size} to download; this device’s speed is being measured…',
  costSlow: 'On a computer of your own the command is quicker: it has more threads and the disk.',

  start: 'Start this check',
  again: 'Check again',
  stop: 'Stop',
  stopping: 'Stopping…',
  stopped: 'Stopped. What was downloaded is kept while this page is open.',
  fetching: 'Downloading {name}',
  fetchingRecord: '{name}',
  hashing: 'Hashing {name}',
  checking: 'Verifying {name}',
  checkingOf: 'Verifying {name} of {circuit}',
  left: 'about {time} left',
  took: 'Took {time}; {size} were downloaded.',
  tookOnly: 'Took {time}.',
  byCommand: 'The same by command',
  byCommandHint: 'The command says the same words, and ends with 0 only when everything holds.',
  checks: 'What was looked at',
  checksAll: { one: 'What was looked at: {count} passed', other: 'What was looked at: {count} passed' },

  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  gradePassed: 'Passed: everything that was looked at holds.',
  gradeFailed: 'Failed: this is wrong.',
  gradePartly: 'Passed as far as it could be looked at; what was skipped says why.',
  gradeBroken: 'The check could not be finished',
  fault: 'A fault of this page or of the browser: {message}. Nothing was found out about the ceremony.',
  unreachable:
    'Check the connection and start the check again: what was downloaded is kept while this page is open.',
  full: 'The browser has no room for the files. Free space on the disk, give the files yourself, or verify by the command.',

  check_sums: 'every file has the hash that SHA256SUMS gives',
  check_log: 'no event is missing, changed or out of order',
  check_manifest: 'it is what the log fixed when the ceremony opened, and the circuits are those in it',
  check_contributions:
    'positions have no gap, every state follows the one before, and the log accepted the same',
  check_receipts: 'each is signed by the address in the manifest, over that contribution',
  check_genesis: 'circuits begin with what the manifest names',
  check_circuit: 'the genesis follows from the circuit and its phase 1',
  check_states: 'every state has its hashes and the records of the chain',
  check_chain: 'the latest state is sound from its genesis, and its records are those that were published',
  check_beacon: 'the value that ends the ceremony is the one agreed on, and nobody knew it before',
  check_records: 'the last state has every contribution that was published',
  check_result: 'the result is the last state of the chains that were verified',
  check_exports: 'keys and contracts follow from the result',
  check_receipt: 'yours is signed by the address in the manifest, and is of this ceremony',
  check_included: 'what you look for is in it',
  check_transcript: 'the chain, the signatures and the powers of the transcript',

  advice_sums: 'Get the archive again from whoever gave it to you; if it stays so, from somebody else.',
  advice_log:
    'Do not rely on this ceremony. Keep what you have, and show it to others who noted hashes of the log.',
  advice_manifest:
    'Compare the manifest’s hash with what contributors published. If theirs is another, this is not their ceremony.',
  advice_receipt:
    'Is it the receipt of this ceremony, unchanged? If so, publish it: it proves what was signed.',
  advice_included:
    'Look again later. If it stays so, publish the receipt: it proves that your contribution was accepted.',
  advice_other: 'Do not use this result. Save the report, keep the files and show them to others.',

  // All of it
  verdictTitle: 'What is known now',
  verdictNothing: 'Nothing was verified yet. Begin with the first check, or with the third at once.',
  verdictInvalid: 'Not valid.',
  verdictRecord: 'The record is sound: what was said agrees with itself. No file was verified whole.',
  verdictSound: 'Sound from these geneses, as far as it is.',
  verdictSoundFinal: 'Sound from these geneses, to the result.',
  verdictValid: 'Valid as far as it is: no result stands yet.',
  verdictValidFinal: 'Valid: from circuits and phase 1 to the result.',
  verdictValidFinalPowers: 'Valid: from the first contribution to the result.',
  verdictSoundNext: 'Whether they are the circuits’, the fourth check tells.',
  looked: 'What was looked at',
  lookedPassed: 'passed',
  lookedPartly: 'in part',
  lookedFailed: 'failed',
  lookedPartlyBy: 'in part, by check {number}',
  lookedMine: 'yours is, by check {number}; the others’ were not looked at',
  lookedNot: 'not looked at',
  expectedYes: 'yes, by its hash',
  expectedNo: 'no',
  expectedNot: 'not compared',
  next: 'What to do next',
  nextGrade: 'Start check {number}: {title}',
  nextUnexpected:
    'Do not rely on this ceremony: it is not the one that you expect. Ask whoever gave you the hash whether it is right, and show them the report.',
  nextPartly: 'See above what was skipped and why: give what is missing, and check again.',
  nextCompare:
    'Take the manifest’s hash from somebody who does not run this server, give it above, and check again. Only that tells whether you see the same ceremony as they do.',
  nextLater: 'Nothing for now. Check again when the ceremony has a result.',
  nextWords:
    'Compare the six words with others who verified the same result. Whether it is the ceremony that you mean, a transcript alone does not tell: verify at its server, or its archive.',
  nextNothing:
    'Nothing is left. Save the report. What you take from elsewhere must have the hashes that the ceremony lists.',
  copyLink: 'Copy a link that expects this ceremony',
  verdictMine: 'Yours is in it.',
  verdictMineRecord: 'Yours is in the record. Whether it is in the result, the second check tells.',
  verdictMineFailed: 'Yours was not found in it.',
  log: 'Log',
  logWords: {
    one: '{count} event, the last one <code>{head}</code>',
    other: '{count} events, the last one <code>{head}</code>',
  },
  manifest: 'Manifest',
  state: 'Final powers',
  save: 'Save the report',
  print: 'Print',
  copyWords: 'Copy it in words',
  wordsOf:
    '{verdict} Verified in my own browser on {date}: {title} at {server}, manifest {manifest}, {events} events.',
  wordsOfFile: '{verdict} Verified in my own browser on {date}: {title}.',
  noBadge: 'These are your words, not a seal of ours: whoever doubts them checks for themselves.',

  // Keys and contracts
  keyTitle: 'A verifier: {name}',
  keyLead: 'Whether it is the verifier of a ceremony, and none that lets everybody forge proofs.',
  keyAgainst: 'Its ceremony',
  keyNone: 'None: look at the key alone',
  keyGo: 'Check the verifier',
  keyGood: 'Nothing speaks against this verifier.',
  keyBad: 'This verifier must not be relied on.',
  keyOnly: 'Whether it is the key of its ceremony, nobody looked at: choose the ceremony.',
  keyNoCeremony: 'This server has no finished ceremony of circuits.',
  transcriptTitle: 'A transcript of powers: {name}',
  archiveTitle: 'The archive of {title}',
} as const;
