/** What a ceremony's words mean: in plain words, and as a cryptographer would say it. */
export const concepts = {
  plain: 'In plain words',
  formal: 'Formally',
  what: 'What is meant by “{name}”',

  trustedSetup: 'trusted setup',
  trustedSetupPlain:
    'Some proof systems need public numbers that must be made with a secret which nobody may know afterwards. A ceremony makes them with many people, so that no single person ever has the whole secret.',
  trustedSetupFormal:
    'Generation of a structured reference string by a multi-party computation. Soundness (Groth16) or binding (KZG) holds unless all contributors collude or are compromised.',

  oneHonest: 'one honest participant',
  oneHonestPlain:
    'It is enough that one single person among all who contributed kept no copy of their secret. If you take part and you do it honestly, you need trust nobody else.',
  oneHonestFormal:
    'The final secret is the product of all contributed scalars. If one of them is uniform, independent and erased, the product is uniform to everybody else: security in the 1-of-N honest model.',

  powersOfTau: 'powers of tau',
  powersOfTauPlain:
    'A long list of points that all hide the same secret number in growing powers. Everybody multiplies their own secret into it. It can be used by any circuit up to its size.',
  powersOfTauFormal:
    '([τ⁰]₁, [τ¹]₁, …, [τⁿ⁻¹]₁) and ([τ⁰]₂, …, [τᵏ⁻¹]₂) over a pairing-friendly curve. A contributor with scalar x maps [τⁱ] to [(xτ)ⁱ] and shows knowledge of x.',

  phase2: 'phase 2',
  phase2Plain:
    'The second part of a setup, made for one circuit only. It starts from powers of tau that another ceremony has made, and its result are the keys with which proofs of that circuit are made and checked.',
  phase2Formal:
    'Circuit-specific part of the Groth16 setup: δ is sampled jointly. A contributor with scalar x maps [δ]₁, [δ]₂ to [xδ]₁, [xδ]₂ and divides the queries L and H by x.',

  secret: 'secret',
  secretPlain:
    'A random number that is made in your browser, used once and forgotten. It is never sent anywhere. People call it toxic waste, because it must not be kept.',
  secretFormal:
    'A uniform non-zero element of the scalar field, drawn by the platform’s generator and whatever else is mixed in. Whoever knew all of them could compute the trapdoor: hence “toxic waste”.',

  entropy: 'randomness',
  entropyPlain:
    'What your secret is made from. Your browser’s own random numbers are always in it; movements of the mouse, typing or a file can only add to them, never take away.',
  entropyFormal:
    'Input keying material of a key derivation: at least 32 bytes of the platform’s generator, joined with what the contributor gives. The output is as unpredictable as the best of its inputs.',

  contribution: 'contribution',
  contributionPlain:
    'You receive what all those before you have made, mix your own secret into it, and send back the result. The server checks that you did exactly that.',
  contributionFormal:
    'A state transition s → s′ by a secret scalar, with a proof of knowledge of it. Accepted if s′ is well-formed, all points lie in their subgroups and s′ extends exactly the state that was handed out.',

  chain: 'chain',
  chainPlain:
    'All contributions in their order. Each one is built upon the one before, so that none can be left out or changed later without everybody seeing it.',
  chainFormal:
    'The sequence of accepted states from the genesis to the head. Each contribution names the hash of the state that it was made from; the checks tie each state to its predecessor by pairings.',

  genesis: 'genesis',
  genesisPlain:
    'Where the chain begins: the state before anybody contributed. Anyone can make it again and compare.',
  genesisFormal:
    'KZG: all powers of the generators with τ = 1. Groth16: the key that follows from circuit and phase 1 with δ = 1. Its hash is in the manifest.',

  head: 'head',
  headPlain: 'The end of the chain at this moment. Whoever comes next builds upon it.',
  headFormal: 'The latest accepted state, named by the hash of its stored bytes.',

  contributionHash: 'contribution hash',
  contributionHashPlain:
    'A fingerprint of one contribution. Keep yours, or publish it: whoever has it can find your contribution in the result.',
  contributionHashFormal:
    'KZG: SHA-256 of the exact text of the signed receipt. Groth16: BLAKE2b-512 over the contribution’s record in the key, as snarkjs prints it.',

  beacon: 'beacon',
  beaconPlain:
    'A random number from the outside world that is published after the last contribution. Nobody could know it before, so nobody could choose a contribution to fit it. It is named long before it exists.',
  beaconFormal:
    'A public value fixed by source and round before it is published (a drand round, or the RANDAO mix of a slot), expanded by 2¹⁰ iterations of SHA-256 and applied as the last contribution.',

  receipt: 'receipt',
  receiptPlain:
    'A signed note from the server that says that your contribution was accepted, and at which place. If it ever disappeared from the result, you could prove it.',
  receiptFormal:
    'A text that names the ceremony’s manifest, position, state hashes and the contributor, signed under EIP-191 by the ceremony’s receipt address. KZG receipts are those of the Ethereum sequencer protocol.',

  attestation: 'attestation',
  attestationPlain:
    'A public word of a contributor: “this contribution is mine”, often with how it was made. It shows that somebody stands behind it. It cannot show that they forgot their secret.',
  attestationFormal:
    'A statement, published outside of this server, that binds an identity to a contribution hash. It proves inclusion, not honesty.',

  transcript: 'transcript',
  transcriptPlain:
    'Everything that is needed to check the ceremony from its beginning to its end, in one place. Checking needs no trust in this server.',
  transcriptFormal:
    'The states, proofs of knowledge and signatures of all contributions. Verification takes the transcript and public parameters only.',

  manifest: 'manifest',
  manifestPlain:
    'The ceremony’s passport: its rules and its beginnings, fixed when it opened. Its hash is the ceremony’s name in all receipts.',
  manifestFormal:
    'An RFC 8785 JSON document with policy, circuits, genesis hashes and receipt address. Receipts carry its SHA-256.',

  lobby: 'lobby',
  lobbyPlain:
    'A waiting room without an order. Whenever the place is free, it goes to whoever asks next. Your browser asks for you, again and again; you only have to stay.',
  lobbyFormal:
    'Admission by check-in: a free slot goes to the first check-in after it became free. With N present and equal intervals each has a chance of 1/N per turn.',

  queue: 'queue',
  queuePlain:
    'A line: first come, first served. You see your place and about how long it takes, and you are told when it is your turn.',
  queueFormal:
    'A first-come-first-served order per circuit. A turn is offered for a start window, then runs against a deadline; whoever is absent is passed over by the ceremony’s rules.',

  checkIn: 'check-in',
  checkInPlain:
    'A sign of life that your browser sends while you wait, so that nobody waits for somebody who has left.',
  checkInFormal:
    'A request within the ceremony’s interval and tolerance. Missing one costs what the policy says: nothing, a penalty, or the place.',

  record: 'audit trail',
  recordPlain:
    'A diary of everything that happened, written by the server as it happens. Every entry carries the fingerprint of the one before: tearing out a page would show.',
  recordFormal:
    'An append-only log of RFC 8785 JSON bodies, each with the SHA-256 of its predecessor. The hash of the last event commits to all of them.',

  circuit: 'circuit',
  circuitPlain:
    'The statement that proofs will be about, written as equations. A ceremony can make the keys for several of them; each has its own chain.',
  circuitFormal:
    'A rank-1 constraint system. Its hash, its size and the phase 1 that it was set up from are part of the genesis.',

  kzg: 'KZG',
  kzgPlain:
    'Commitments to long lists of numbers that are as short as one point. Ethereum uses them for its data; what this ceremony makes are the public numbers that they need.',
  kzgFormal:
    'Polynomial commitments of Kate, Zaverucha and Goldberg (2010). The reference string is powers of τ in G₁ and G₂.',

  groth16: 'Groth16',
  groth16Plain:
    'A way to prove that something was computed correctly, with very short proofs, without showing the inputs. It needs a setup of its own for every circuit.',
  groth16Formal:
    'Pairing-based zk-SNARK of Groth (2016) with three group elements per proof and a circuit-specific reference string.',
} as const;
