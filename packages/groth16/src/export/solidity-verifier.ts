import { CURVES } from '@brebaje/curves/curve/parameters';
import type { JsonG1, JsonG2, VerificationKey } from './verification-key.ts';

/** A key for which there is no contract. */
export class NoContract extends Error {
  override readonly name = 'NoContract';
}

/** A contract's code may have 24,576 bytes (EIP-170); each public input takes about 120 of them. */
export const MOST_PUBLIC_INPUTS = 150;

const { p, r } = CURVES.bn254;

/**
 * A Solidity contract that verifies proofs of one circuit with the precompiled contracts of EIP-196 and EIP-197:
 * e(−A, B)·e(α, β)·e(IC₀ + Σ inputᵢ·ICᵢ, γ)·e(C, δ) = 1 (Groth, "On the Size of Pairing-based Non-interactive
 * Arguments", 2016, section 3.2). Its one function is called as that of snarkjs' contracts.
 *
 * It refuses inputs that are not below the group's order: they would be other words for the same statement. Throws
 * {@link NoContract} for keys of other curves, with too many public inputs, or with δ equal to γ, for which everybody
 * can forge proofs.
 */
export function solidityVerifier(key: VerificationKey, name = 'Groth16Verifier'): string {
  if (key.curve !== 'bn128') throw new NoContract('Ethereum verifies Groth16 proofs on BN254 only');
  if (key.nPublic > MOST_PUBLIC_INPUTS) {
    throw new NoContract(`${key.nPublic} public inputs make the contract larger than Ethereum allows`);
  }
  if (JSON.stringify(key.vk_delta_2) === JSON.stringify(key.vk_gamma_2)) {
    throw new NoContract('δ equals γ: nobody has contributed, and everybody can forge proofs');
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new NoContract(`“${name}” is no name of a contract`);
  const [first, ...others] = key.IC as [JsonG1, ...JsonG1[]];
  const terms = others.map(
    ([x, y], i) => `            ok := and(ok, addTerm(m, ${x}, ${y}, calldataload(add(input, ${32 * i}))))`,
  );
  return `// SPDX-License-Identifier: MIT
pragma solidity >=0.8.13 <0.9.0;

/// Verifies Groth16 proofs of one circuit on BN254, whose key is part of the code.
contract ${name} {
    /// The order of the groups: public inputs are below it.
    uint256 internal constant R = ${r};
    /// The order of the field of coordinates.
    uint256 internal constant Q = ${p};

    /// @param a The proof's point A: x, y.
    /// @param b The proof's point B: each coordinate with its higher coefficient first, as EIP-197 has it.
    /// @param c The proof's point C: x, y.
    /// @param input The public inputs: the circuit's outputs, then its public signals.
    /// @return ok Whether the proof is valid. It never reverts.
    function verifyProof(
        uint256[2] calldata a,
        uint256[2][2] calldata b,
        uint256[2] calldata c,
        uint256[${key.nPublic}] calldata input
    ) external view returns (bool ok) {
        assembly ("memory-safe") {
            // At m the sum of two words, then a point of two and a scalar; from m + 0x100 on the pairing's input.
            let m := mload(0x40)

            // The point (x, y) times s, added to the sum. 0 for an s that is no scalar.
            function addTerm(at, x, y, s) -> done {
                mstore(add(at, 0x40), x)
                mstore(add(at, 0x60), y)
                mstore(add(at, 0x80), s)
                done := staticcall(gas(), 7, add(at, 0x40), 0x60, add(at, 0x40), 0x40)
                done := and(done, lt(s, R))
                done := and(staticcall(gas(), 6, at, 0x80, at, 0x40), done)
            }

            ok := 1
            mstore(m, ${first[0]})
            mstore(add(m, 0x20), ${first[1]})
${terms.join('\n')}${terms.length > 0 ? '\n' : ''}
            // −A. A y that is not below Q would be reduced here, and must not be.
            let y := calldataload(add(a, 0x20))
            ok := and(ok, lt(y, Q))
            let p := add(m, 0x100)
            mstore(p, calldataload(a))
            mstore(add(p, 0x20), mod(sub(Q, y), Q))
            calldatacopy(add(p, 0x40), b, 0x80)
${store('α, β', 0xc0, key.vk_alpha_1, key.vk_beta_2)}
            // IC₀ + Σ inputᵢ·ICᵢ, γ
            mstore(add(p, 0x180), mload(m))
            mstore(add(p, 0x1a0), mload(add(m, 0x20)))
${storeG2(0x1c0, key.vk_gamma_2)}
            // C, δ
            calldatacopy(add(p, 0x240), c, 0x40)
${storeG2(0x280, key.vk_delta_2)}
            let called := staticcall(gas(), 8, p, 0x300, m, 0x20)
            ok := and(ok, and(called, eq(mload(m), 1)))
        }
    }
}
`;
}

function store(what: string, at: number, [x, y]: JsonG1, g2: JsonG2): string {
  return [`            // ${what}`, mstore(at, x), mstore(at + 0x20, y), storeG2(at + 0x40, g2)].join('\n');
}

/** EIP-197: the coefficient of i comes first. */
function storeG2(at: number, [[x0, x1], [y0, y1]]: JsonG2): string {
  return [x1, x0, y1, y0].map((value, i) => mstore(at + 0x20 * i, value)).join('\n');
}

function mstore(at: number, value: string): string {
  return `            mstore(add(p, 0x${at.toString(16)}), ${value})`;
}
