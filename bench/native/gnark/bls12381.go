package main

import (
	"bytes"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

var blsG1 = group[bls.G1Affine, bls.G1Jac]{
	inside:     (*bls.G1Affine).IsInSubGroup,
	fromAffine: (*bls.G1Jac).FromAffine,
	multiply:   (*bls.G1Jac).ScalarMultiplication,
	toAffine:   bls.BatchJacobianToAffineG1,
}

var blsG2 = group[bls.G2Affine, bls.G2Jac]{
	inside:     (*bls.G2Affine).IsInSubGroup,
	fromAffine: (*bls.G2Jac).FromAffine,
	multiply:   (*bls.G2Jac).ScalarMultiplication,
	toAffine:   eachToAffine((*bls.G2Affine).FromJacobian),
}

// blsDecode decodes compressed points, which puts them on the curve.
func blsDecode[A any](data []byte, size int) ([]A, error) {
	points := make([]A, len(data)/size)
	decoder := bls.NewDecoder(bytes.NewReader(data), bls.NoSubgroupChecks())
	for i := range points {
		if err := decoder.Decode(&points[i]); err != nil {
			return nil, err
		}
	}
	return points, nil
}

func blsEncode[A any](points []A, encode func(*A) []byte) []byte {
	var data bytes.Buffer
	for i := range points {
		data.Write(encode(&points[i]))
	}
	return data.Bytes()
}

func encodeG1(point *bls.G1Affine) []byte { data := point.Bytes(); return data[:] }
func encodeG2(point *bls.G2Affine) []byte { data := point.Bytes(); return data[:] }

func blsScalars(data []byte, width int) []fr.Element {
	scalars := make([]fr.Element, len(data)/width)
	for i := range scalars {
		var block [32]byte
		copy(block[:], data[i*width:(i+1)*width])
		scalars[i], _ = fr.LittleEndian.Element(&block)
	}
	return scalars
}

func blsNext(scalars []byte) func(*big.Int) {
	both := blsScalars(scalars, 32)
	factor := both[0]
	return func(value *big.Int) {
		factor.BigInt(value)
		factor.Mul(&factor, &both[1])
	}
}

func blsChecked(data []byte) ([]bls.G1Affine, error) {
	points, err := blsDecode[bls.G1Affine](data, 48)
	if err != nil {
		return nil, err
	}
	return points, blsG1.check(points)
}

func blsCombine(points []bls.G1Affine, scalars []fr.Element) (bls.G1Affine, error) {
	var sum bls.G1Affine
	_, err := sum.MultiExp(points, scalars, ecc.MultiExpConfig{NbTasks: 1})
	return sum, err
}

func blsMsm(width int) operation {
	return func(asked request) ([]byte, error) {
		sum, err := blsCombine(fromLem[bls.G1Affine](asked.points), blsScalars(asked.scalars, width))
		return toLem([]bls.G1Affine{sum}), err
	}
}

var blsOperations = map[string]operation{
	"g1-powers": func(asked request) ([]byte, error) {
		points, err := blsDecode[bls.G1Affine](asked.points, 48)
		if err != nil {
			return nil, err
		}
		return blsEncode(blsG1.powers(points, blsNext(asked.scalars)), encodeG1), nil
	},
	"g2-powers": func(asked request) ([]byte, error) {
		points, err := blsDecode[bls.G2Affine](asked.points, 96)
		if err != nil {
			return nil, err
		}
		return blsEncode(blsG2.powers(points, blsNext(asked.scalars)), encodeG2), nil
	},
	"g1-check": func(asked request) ([]byte, error) {
		points, err := blsChecked(asked.points)
		if err != nil {
			return nil, err
		}
		return toLem(points), nil
	},
	"g2-check": func(asked request) ([]byte, error) {
		points, err := blsDecode[bls.G2Affine](asked.points, 96)
		if err != nil {
			return nil, err
		}
		return toLem(points), blsG2.check(points)
	},
	"g1-verify": func(asked request) ([]byte, error) {
		points, err := blsChecked(asked.points)
		if err != nil {
			return nil, err
		}
		scalars := blsScalars(asked.scalars, 16)
		before, err := blsCombine(points[:len(points)-1], scalars)
		if err != nil {
			return nil, err
		}
		after, err := blsCombine(points[1:], scalars)
		return blsEncode([]bls.G1Affine{before, after}, encodeG1), err
	},
	"g1-msm-128": blsMsm(16),
	"g1-msm-255": blsMsm(32),
	"pairing": func(asked request) ([]byte, error) {
		one, err := bls.PairingCheck(fromLem[bls.G1Affine](asked.points), fromLem[bls.G2Affine](asked.second))
		if one {
			return []byte{1}, err
		}
		return []byte{0}, err
	},
}
