//! Reads keys that were exported for arkworks with ark-groth16 itself, verifies a proof of somebody else with them,
//! and makes one. Numbers come and go as decimal text, separated by white space.

use ark_ff::UniformRand;
use ark_groth16::{r1cs_to_qap::LibsnarkReduction, Groth16, Proof, ProvingKey, VerifyingKey};
use ark_relations::r1cs::ConstraintMatrices;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use ark_snark::SNARK;
use std::{env, fs, str::FromStr};

struct Words(std::vec::IntoIter<String>);

impl Words {
    fn of(path: &str) -> Self {
        let text = fs::read_to_string(path).expect("a readable file");
        Words(text.split_whitespace().map(String::from).collect::<Vec<_>>().into_iter())
    }
    fn next<T: FromStr>(&mut self) -> T {
        self.0.next().expect("another number").parse().ok().expect("a number")
    }
    fn list<T: FromStr>(&mut self) -> Vec<T> {
        let count: usize = self.next();
        (0..count).map(|_| self.next()).collect()
    }
    fn matrix<T: FromStr>(&mut self, rows: usize) -> Vec<Vec<(T, usize)>> {
        (0..rows)
            .map(|_| {
                let terms: usize = self.next();
                (0..terms)
                    .map(|_| {
                        let wire = self.next();
                        (self.next(), wire)
                    })
                    .collect()
            })
            .collect()
    }
}

/// A key in both of its forms: they must be the same, and be written again as they were read.
fn read<T: CanonicalDeserialize + CanonicalSerialize + PartialEq>(path: &str) -> T {
    let compressed = fs::read(format!("{path}.compressed")).expect("a key");
    let key = T::deserialize_compressed(&compressed[..]).expect("a compressed key");
    let mut again = vec![];
    key.serialize_compressed(&mut again).unwrap();
    assert!(again == compressed, "{path}: written again, the compressed key is another one");

    let uncompressed = fs::read(format!("{path}.uncompressed")).expect("a key");
    assert!(T::deserialize_uncompressed(&uncompressed[..]).expect("a key") == key, "{path}: two keys");
    again.clear();
    key.serialize_uncompressed(&mut again).unwrap();
    assert!(again == uncompressed, "{path}: written again, the key is another one");
    key
}

macro_rules! curve {
    ($name:ident, $library:ident, $engine:ty) => {
        mod $name {
            use super::*;
            use $library::{Fq, Fq2, Fr, G1Affine, G2Affine};

            fn proof(words: &mut Words) -> Proof<$engine> {
                let a: Vec<Fq> = words.list();
                let b: Vec<Fq> = words.list();
                let c: Vec<Fq> = words.list();
                Proof {
                    a: G1Affine::new(a[0], a[1]),
                    b: G2Affine::new(Fq2::new(b[0], b[1]), Fq2::new(b[2], b[3])),
                    c: G1Affine::new(c[0], c[1]),
                }
            }

            pub fn verify(key: &str, given: &str) -> bool {
                let key: VerifyingKey<$engine> = read(key);
                let mut words = Words::of(given);
                let proof = proof(&mut words);
                let inputs: Vec<Fr> = words.list();
                Groth16::<$engine>::verify(&key, &inputs, &proof).expect("a verdict")
            }

            pub fn prove(key: &str, circuit: &str) -> String {
                let key: ProvingKey<$engine> = read(key);
                let mut words = Words::of(circuit);
                let (inputs, rows): (usize, usize) = (words.next(), words.next());
                let matrices = ConstraintMatrices {
                    num_instance_variables: inputs,
                    num_witness_variables: key.a_query.len() - inputs,
                    num_constraints: rows,
                    a_num_non_zero: 0,
                    b_num_non_zero: 0,
                    c_num_non_zero: 0,
                    a: words.matrix::<Fr>(rows),
                    b: words.matrix::<Fr>(rows),
                    c: words.matrix::<Fr>(rows),
                };
                let witness: Vec<Fr> = words.list();
                let random = &mut ark_std::test_rng();
                let proof = Groth16::<$engine, LibsnarkReduction>::create_proof_with_reduction_and_matrices(
                    &key,
                    Fr::rand(random),
                    Fr::rand(random),
                    &matrices,
                    inputs,
                    rows,
                    &witness,
                )
                .expect("a proof");
                let ok = Groth16::<$engine>::verify(&key.vk, &witness[1..inputs], &proof).expect("a verdict");
                let Proof { a, b, c } = proof;
                format!("{ok} {} {} {} {} {} {} {} {}", a.x, a.y, b.x.c0, b.x.c1, b.y.c0, b.y.c1, c.x, c.y)
            }
        }
    };
}

curve!(bn254, ark_bn254, ark_bn254::Bn254);
curve!(bls12_381, ark_bls12_381, ark_bls12_381::Bls12_381);

fn main() {
    let args: Vec<String> = env::args().collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[1..] {
        ["bn254", "verify", key, proof] => println!("{}", bn254::verify(key, proof)),
        ["bls12-381", "verify", key, proof] => println!("{}", bls12_381::verify(key, proof)),
        ["bn254", "prove", key, circuit] => println!("{}", bn254::prove(key, circuit)),
        ["bls12-381", "prove", key, circuit] => println!("{}", bls12_381::prove(key, circuit)),
        _ => panic!("<curve> verify|prove <key> <file>"),
    }
}
