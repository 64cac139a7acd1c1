//! A contribution to every sub-ceremony from contribution.json to contribution.json, as a client would do it: each
//! point is decoded and checked for the subgroup before it is multiplied. The text is trusted to have the usual
//! layout; bench/batch says what is measured.

use super::{g1, g2, Answer};
use blst::*;
use std::fmt::Write;

pub const NAME: &str = "ethereum-batch";

const SCALAR: usize = 32;

/// The encoded powers of one sub-ceremony.
#[derive(Default)]
struct Powers {
    g1: Vec<u8>,
    g2: Vec<u8>,
}

/// Secrets are 32 little-endian bytes for each sub-ceremony.
pub fn contribute(json: &[u8], secrets: &[u8]) -> Answer {
    let mut out = String::with_capacity(json.len());
    out.push_str("{\"contributions\":[");
    for (i, (powers, secret)) in parse(json)?
        .iter()
        .zip(secrets.chunks_exact(SCALAR))
        .enumerate()
    {
        let mut scalars = [0; 2 * SCALAR];
        scalars[0] = 1;
        scalars[SCALAR..].copy_from_slice(secret);
        let (first, second) = (g1::checked(&powers.g1)?, g2::checked(&powers.g2)?);
        let public_key = g2::powers(&[generator(), generator()], &scalars);
        let comma = if i == 0 { "" } else { "," };
        let (n1, n2) = (first.len(), second.len());
        write!(out, "{comma}{{\"numG1Powers\":{n1},\"numG2Powers\":{n2},").unwrap();
        out.push_str("\"powersOfTau\":{\"G1Powers\":");
        push_list(&mut out, &g1::powers(&first, &scalars), 48);
        out.push_str(",\"G2Powers\":");
        push_list(&mut out, &g2::powers(&second, &scalars), 96);
        out.push_str("},\"potPubkey\":");
        push_hex(&mut out, &public_key[96..]);
        out.push('}');
    }
    out.push_str("]}");
    Ok(out.into_bytes())
}

fn generator() -> blst_p2_affine {
    unsafe { *blst_p2_affine_generator() }
}

/// Every string of the text in turn: a key, or hexadecimal digits that belong to the last key.
fn parse(json: &[u8]) -> Result<Vec<Powers>, &'static str> {
    let text = std::str::from_utf8(json).map_err(|_| "not UTF-8")?;
    let mut subs: Vec<Powers> = vec![];
    let mut key = "";
    for string in text.split('"').skip(1).step_by(2) {
        match (string.strip_prefix("0x"), key, subs.last_mut()) {
            (Some(digits), "G1Powers", Some(sub)) => unhex(digits, &mut sub.g1)?,
            (Some(digits), "G2Powers", Some(sub)) => unhex(digits, &mut sub.g2)?,
            (Some(_), _, _) => {}
            (None, _, _) => {
                key = string;
                if key == "powersOfTau" {
                    subs.push(Powers::default());
                }
            }
        }
    }
    Ok(subs)
}

fn unhex(digits: &str, out: &mut Vec<u8>) -> Result<(), &'static str> {
    let value = |digit: u8| (digit as char).to_digit(16).ok_or("no hexadecimal digit");
    for pair in digits.as_bytes().chunks_exact(2) {
        out.push((value(pair[0])? << 4 | value(pair[1])?) as u8);
    }
    Ok(())
}

fn push_list(out: &mut String, bytes: &[u8], width: usize) {
    for (i, item) in bytes.chunks_exact(width).enumerate() {
        out.push(if i == 0 { '[' } else { ',' });
        push_hex(out, item);
    }
    out.push(']');
}

fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push_str("\"0x");
    for byte in bytes {
        out.push(DIGITS[(byte >> 4) as usize] as char);
        out.push(DIGITS[(byte & 15) as usize] as char);
    }
    out.push('"');
}
