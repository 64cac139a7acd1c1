package main

import (
	"math/big"
	"unsafe"
)

// fromLem reads points as they lie in memory: gnark-crypto holds coordinates in Montgomery form in
// little-endian limbs, which is the form `lem`.
func fromLem[P any](bytes []byte) []P {
	var one P
	points := make([]P, len(bytes)/int(unsafe.Sizeof(one)))
	if len(points) > 0 {
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&points[0])), len(bytes)), bytes)
	}
	return points
}

func toLem[P any](points []P) []byte {
	var one P
	bytes := make([]byte, len(points)*int(unsafe.Sizeof(one)))
	copy(bytes, unsafe.Slice((*byte)(unsafe.Pointer(&points[0])), len(bytes)))
	return bytes
}

// group is what the four groups have in common: affine points A and Jacobian ones J.
type group[A, J any] struct {
	// inside is membership of the prime-order subgroup, of points that may be off the curve too.
	inside     func(*A) bool
	fromAffine func(*J, *A) *J
	multiply   func(*J, *J, *big.Int) *J
	toAffine   func([]J) []A
}

func (g group[A, J]) check(points []A) error {
	for i := range points {
		if !g.inside(&points[i]) {
			return errOutside
		}
	}
	return nil
}

// powers multiplies point i by the i-th value that next gives.
func (g group[A, J]) powers(points []A, next func(*big.Int)) []A {
	products := make([]J, len(points))
	var factor big.Int
	for i := range points {
		next(&factor)
		g.fromAffine(&products[i], &points[i])
		g.multiply(&products[i], &products[i], &factor)
	}
	return g.toAffine(products)
}

// eachToAffine normalizes points one by one, where the library has no batch for it.
func eachToAffine[A, J any](convert func(*A, *J) *A) func([]J) []A {
	return func(points []J) []A {
		out := make([]A, len(points))
		for i := range points {
			convert(&out[i], &points[i])
		}
		return out
	}
}
