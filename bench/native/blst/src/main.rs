//! blst as a peer of `npm run bench -- curves`, on one thread. bench/curves/peer.ts says what the operations
//! are, bench/curves/native.ts how they are asked for: a line `name count points second scalars` (the last three
//! in bytes), then those bytes. The answer is a line `ok micros bytes` and the bytes, or `refused reason`.

mod batch;

use blst::*;
use std::io::{self, BufRead, Write};
use std::ptr;

const OPERATIONS: [&str; 9] = [
    "bls12-381-g1-powers",
    "bls12-381-g1-check",
    "bls12-381-g1-verify",
    "bls12-381-g1-msm-128",
    "bls12-381-g1-msm-255",
    "bls12-381-g2-powers",
    "bls12-381-g2-check",
    "bls12-381-pairing",
    batch::NAME,
];

struct Request {
    name: String,
    count: usize,
    points: Vec<u8>,
    second: Vec<u8>,
    scalars: Vec<u8>,
}

type Answer = Result<Vec<u8>, &'static str>;

/// Processor time of this process in microseconds.
fn micros() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000 + time.tv_nsec as u64 / 1_000
}

/// Points as they lie in memory: blst holds coordinates in Montgomery form, little-endian limbs, which is `lem`.
fn from_lem<P: Copy + Default>(bytes: &[u8]) -> Vec<P> {
    let count = bytes.len() / size_of::<P>();
    let mut points = vec![P::default(); count];
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), points.as_mut_ptr() as *mut u8, bytes.len()) };
    points
}

fn to_lem<P>(points: &[P]) -> Vec<u8> {
    let bytes = size_of_val(points);
    unsafe { std::slice::from_raw_parts(points.as_ptr() as *const u8, bytes) }.to_vec()
}

/// The factors s·tⁱ as canonical bytes.
fn power_factors(scalars: &[u8], count: usize) -> Vec<blst_scalar> {
    let read = |bytes: &[u8]| {
        let mut scalar = blst_scalar::default();
        let mut value = blst_fr::default();
        unsafe {
            blst_scalar_from_lendian(&mut scalar, bytes.as_ptr());
            blst_fr_from_scalar(&mut value, &scalar);
        }
        value
    };
    let (mut factor, step) = (read(&scalars[..32]), read(&scalars[32..]));
    let mut factors = vec![blst_scalar::default(); count];
    for out in factors.iter_mut() {
        unsafe {
            blst_scalar_from_fr(out, &factor);
            blst_fr_mul(&mut factor, &factor, &step);
        }
    }
    factors
}

/// What the two groups have in common, in the words of one of them.
macro_rules! group {
    ($name:ident, $point:ident, $affine:ident, $size:expr, $uncompress:ident, $compress:ident, $inside:ident,
     $from:ident, $mult:ident, $to_affine:ident) => {
        mod $name {
            use super::*;

            pub fn decode(bytes: &[u8]) -> Result<Vec<$affine>, &'static str> {
                let mut points = vec![$affine::default(); bytes.len() / $size];
                for (point, bytes) in points.iter_mut().zip(bytes.chunks_exact($size)) {
                    if unsafe { $uncompress(point, bytes.as_ptr()) } != BLST_ERROR::BLST_SUCCESS {
                        return Err("not on the curve");
                    }
                }
                Ok(points)
            }

            pub fn checked(bytes: &[u8]) -> Result<Vec<$affine>, &'static str> {
                let points = decode(bytes)?;
                if points.iter().all(|point| unsafe { $inside(point) }) {
                    Ok(points)
                } else {
                    Err("not in the subgroup")
                }
            }

            pub fn to_affine(points: &[$point]) -> Vec<$affine> {
                let mut out = vec![$affine::default(); points.len()];
                let list = [points.as_ptr(), ptr::null()];
                unsafe { $to_affine(out.as_mut_ptr(), list.as_ptr(), points.len()) };
                out
            }

            pub fn encode(points: &[$affine]) -> Vec<u8> {
                let mut bytes = vec![0; points.len() * $size];
                for (point, out) in points.iter().zip(bytes.chunks_exact_mut($size)) {
                    unsafe { $compress(out.as_mut_ptr(), point) };
                }
                bytes
            }

            /// Point i times s·tⁱ, encoded. Scalars: s, t.
            pub fn powers(points: &[$affine], scalars: &[u8]) -> Vec<u8> {
                let factors = power_factors(scalars, points.len());
                let mut products = vec![$point::default(); points.len()];
                for ((product, point), factor) in products.iter_mut().zip(points).zip(&factors) {
                    unsafe {
                        $from(product, point);
                        $mult(product, product, factor.b.as_ptr(), 255);
                    }
                }
                encode(&to_affine(&products))
            }
        }
    };
}

group!(
    g1,
    blst_p1,
    blst_p1_affine,
    48,
    blst_p1_uncompress,
    blst_p1_affine_compress,
    blst_p1_affine_in_g1,
    blst_p1_from_affine,
    blst_p1_mult,
    blst_p1s_to_affine
);
group!(
    g2,
    blst_p2,
    blst_p2_affine,
    96,
    blst_p2_uncompress,
    blst_p2_affine_compress,
    blst_p2_affine_in_g2,
    blst_p2_from_affine,
    blst_p2_mult,
    blst_p2s_to_affine
);

/// Pippenger's method on this thread; the crate's own would start others.
fn combine(points: &[blst_p1_affine], scalars: &[u8], width: usize) -> blst_p1 {
    let mut sum = blst_p1::default();
    let point_list = [points.as_ptr(), ptr::null()];
    let scalar_list = [scalars.as_ptr(), ptr::null()];
    unsafe {
        let words = blst_p1s_mult_pippenger_scratch_sizeof(points.len()) / 8;
        let mut scratch = vec![0u64; words];
        let bits = if width == 32 { 255 } else { 8 * width };
        blst_p1s_mult_pippenger(
            &mut sum,
            point_list.as_ptr(),
            points.len(),
            scalar_list.as_ptr(),
            bits,
            scratch.as_mut_ptr(),
        );
    }
    sum
}

fn verify(request: &Request) -> Answer {
    let points = g1::checked(&request.points)?;
    let last = points.len() - 1;
    let sums = [
        combine(&points[..last], &request.scalars, 16),
        combine(&points[1..], &request.scalars, 16),
    ];
    Ok(g1::encode(&g1::to_affine(&sums)))
}

fn msm(request: &Request, width: usize) -> Answer {
    let points = from_lem::<blst_p1_affine>(&request.points);
    Ok(to_lem(&g1::to_affine(&[combine(
        &points,
        &request.scalars,
        width,
    )])))
}

fn pairing(request: &Request) -> Answer {
    let left = from_lem::<blst_p1_affine>(&request.points);
    let right = from_lem::<blst_p2_affine>(&request.second);
    let mut value = blst_fp12::default();
    let left_list = [left.as_ptr(), ptr::null()];
    let right_list = [right.as_ptr(), ptr::null()];
    let one = unsafe {
        blst_miller_loop_n(&mut value, right_list.as_ptr(), left_list.as_ptr(), request.count);
        blst_final_exp(&mut value, &value);
        blst_fp12_is_one(&value)
    };
    Ok(vec![one as u8])
}

fn work(request: &Request) -> Answer {
    match request.name.as_str() {
        "bls12-381-g1-powers" => Ok(g1::powers(&g1::decode(&request.points)?, &request.scalars)),
        "bls12-381-g2-powers" => Ok(g2::powers(&g2::decode(&request.points)?, &request.scalars)),
        "bls12-381-g1-check" => Ok(to_lem(&g1::checked(&request.points)?)),
        "bls12-381-g2-check" => Ok(to_lem(&g2::checked(&request.points)?)),
        "bls12-381-g1-verify" => verify(request),
        "bls12-381-g1-msm-128" => msm(request, 16),
        "bls12-381-g1-msm-255" => msm(request, 32),
        "bls12-381-pairing" => pairing(request),
        batch::NAME => batch::contribute(&request.points, &request.scalars),
        _ => Err("unknown operation"),
    }
}

fn read_request(input: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |i: usize| words[i].parse::<usize>().expect("a number");
    let mut block = |bytes: usize| {
        let mut buffer = vec![0; bytes];
        input.read_exact(&mut buffer).map(|()| buffer)
    };
    Ok(Some(Request {
        name: words[0].to_string(),
        count: number(1),
        points: block(number(2))?,
        second: block(number(3))?,
        scalars: block(number(4))?,
    }))
}

fn main() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    writeln!(output, "{}", OPERATIONS.join(" "))?;
    output.flush()?;
    while let Some(request) = read_request(&mut input)? {
        let start = micros();
        let answer = work(&request);
        let spent = micros() - start;
        match answer {
            Ok(bytes) => {
                writeln!(output, "ok {spent} {}", bytes.len())?;
                output.write_all(&bytes)?;
            }
            Err(reason) => writeln!(output, "refused {reason}")?,
        }
        output.flush()?;
    }
    Ok(())
}
