package main

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

var bnG1 = group[bn254.G1Affine, bn254.G1Jac]{
	inside:     (*bn254.G1Affine).IsInSubGroup,
	fromAffine: (*bn254.G1Jac).FromAffine,
	multiply:   (*bn254.G1Jac).ScalarMultiplication,
	toAffine:   bn254.BatchJacobianToAffineG1,
}

var bnG2 = group[bn254.G2Affine, bn254.G2Jac]{
	inside:     (*bn254.G2Affine).IsInSubGroup,
	fromAffine: (*bn254.G2Jac).FromAffine,
	multiply:   (*bn254.G2Jac).ScalarMultiplication,
	toAffine:   eachToAffine((*bn254.G2Affine).FromJacobian),
}

func bnScalars(data []byte, width int) []fr.Element {
	scalars := make([]fr.Element, len(data)/width)
	for i := range scalars {
		var block [32]byte
		copy(block[:], data[i*width:(i+1)*width])
		scalars[i], _ = fr.LittleEndian.Element(&block)
	}
	return scalars
}

func bnNext(scalars []byte) func(*big.Int) {
	both := bnScalars(scalars, 32)
	factor := both[0]
	return func(value *big.Int) {
		factor.BigInt(value)
		if len(both) > 1 {
			factor.Mul(&factor, &both[1])
		}
	}
}

func bnMsm(width int) operation {
	return func(asked request) ([]byte, error) {
		var sum bn254.G1Affine
		points := fromLem[bn254.G1Affine](asked.points)
		_, err := sum.MultiExp(points, bnScalars(asked.scalars, width), ecc.MultiExpConfig{NbTasks: 1})
		return toLem([]bn254.G1Affine{sum}), err
	}
}

func bnMultiply(asked request) ([]byte, error) {
	points := fromLem[bn254.G1Affine](asked.points)
	return toLem(bnG1.powers(points, bnNext(asked.scalars))), nil
}

var bn254Operations = map[string]operation{
	"g1-scale":  bnMultiply,
	"g1-powers": bnMultiply,
	"g2-powers": func(asked request) ([]byte, error) {
		points := fromLem[bn254.G2Affine](asked.points)
		return toLem(bnG2.powers(points, bnNext(asked.scalars))), nil
	},
	"g2-check": func(asked request) ([]byte, error) {
		points := fromLem[bn254.G2Affine](asked.points)
		return toLem(points), bnG2.check(points)
	},
	"g1-msm-128": bnMsm(16),
	"g1-msm-254": bnMsm(32),
	"pairing": func(asked request) ([]byte, error) {
		one, err := bn254.PairingCheck(fromLem[bn254.G1Affine](asked.points), fromLem[bn254.G2Affine](asked.second))
		if one {
			return []byte{1}, err
		}
		return []byte{0}, err
	},
}
