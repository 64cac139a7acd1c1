import { fromHex } from './hex.ts';

/** The generator of G1, compressed: every list of G1 powers begins with it. Do not write to it. */
export const G1_GENERATOR: Uint8Array = fromHex(
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
)!;

/** The generator of G2, compressed. Do not write to it. */
export const G2_GENERATOR: Uint8Array = fromHex(
  '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
    '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8',
)!;
