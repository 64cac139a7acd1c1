// Reads verifying keys that were exported for gnark with gnark itself, and verifies a proof of somebody else with them,
// or writes gnark's contract for them.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	groth16bls "github.com/consensys/gnark/backend/groth16/bls12-381"
	groth16bn "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/logger"
)

// A proof of snarkjs and the public signals.
type given struct {
	Proof struct {
		A [3]string    `json:"pi_a"`
		B [3][2]string `json:"pi_b"`
		C [3]string    `json:"pi_c"`
	} `json:"proof"`
	PublicSignals []string `json:"publicSignals"`
}

func main() {
	logger.Disable()
	var err error
	if os.Args[1] == "solidity" {
		err = contract(os.Args[2])
	} else {
		err = verify(os.Args[1], os.Args[2], os.Args[3])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func contract(key string) error {
	vk, err := readKey(ecc.BN254, key)
	if err != nil {
		return err
	}
	return vk.ExportSolidity(os.Stdout)
}

func verify(curve, key, proofFile string) error {
	id, err := ecc.IDFromString(map[string]string{"bn254": "bn254", "bls12-381": "bls12_381"}[curve])
	if err != nil {
		return err
	}
	vk, err := readKey(id, key)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	var from given
	if err := json.Unmarshal(content, &from); err != nil {
		return err
	}
	public, err := publicWitness(id, from.PublicSignals)
	if err != nil {
		return err
	}
	if err := groth16.Verify(proofOf(id, from), vk, public); err != nil {
		return err
	}
	fmt.Println("valid")
	return nil
}

// A key in both of its forms: they must be the same, and be written again as they were read.
func readKey(id ecc.ID, path string) (groth16.VerifyingKey, error) {
	compressed, err := os.ReadFile(path + ".compressed")
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path + ".uncompressed")
	if err != nil {
		return nil, err
	}
	var last groth16.VerifyingKey
	for _, content := range [][]byte{compressed, raw} {
		vk := groth16.NewVerifyingKey(id)
		read, err := vk.ReadFrom(bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		if read != int64(len(content)) {
			return nil, fmt.Errorf("%d bytes of %d were read", read, len(content))
		}
		var again, rawAgain bytes.Buffer
		if _, err := vk.WriteTo(&again); err != nil {
			return nil, err
		}
		if _, err := vk.WriteRawTo(&rawAgain); err != nil {
			return nil, err
		}
		if !bytes.Equal(again.Bytes(), compressed) || !bytes.Equal(rawAgain.Bytes(), raw) {
			return nil, fmt.Errorf("written again, the key is another one")
		}
		last = vk
	}
	return last, nil
}

func publicWitness(id ecc.ID, signals []string) (witness.Witness, error) {
	public, err := witness.New(id.ScalarField())
	if err != nil {
		return nil, err
	}
	values := make(chan any, len(signals))
	for _, signal := range signals {
		values <- number(signal)
	}
	close(values)
	return public, public.Fill(len(signals), 0, values)
}

func proofOf(id ecc.ID, from given) groth16.Proof {
	a, b, c := from.Proof.A, from.Proof.B, from.Proof.C
	if id == ecc.BN254 {
		proof := new(groth16bn.Proof)
		proof.Ar.X.SetBigInt(number(a[0]))
		proof.Ar.Y.SetBigInt(number(a[1]))
		proof.Bs.X.A0.SetBigInt(number(b[0][0]))
		proof.Bs.X.A1.SetBigInt(number(b[0][1]))
		proof.Bs.Y.A0.SetBigInt(number(b[1][0]))
		proof.Bs.Y.A1.SetBigInt(number(b[1][1]))
		proof.Krs.X.SetBigInt(number(c[0]))
		proof.Krs.Y.SetBigInt(number(c[1]))
		return proof
	}
	proof := new(groth16bls.Proof)
	proof.Ar.X.SetBigInt(number(a[0]))
	proof.Ar.Y.SetBigInt(number(a[1]))
	proof.Bs.X.A0.SetBigInt(number(b[0][0]))
	proof.Bs.X.A1.SetBigInt(number(b[0][1]))
	proof.Bs.Y.A0.SetBigInt(number(b[1][0]))
	proof.Bs.Y.A1.SetBigInt(number(b[1][1]))
	proof.Krs.X.SetBigInt(number(c[0]))
	proof.Krs.Y.SetBigInt(number(c[1]))
	return proof
}

func number(text string) *big.Int {
	value, ok := new(big.Int).SetString(text, 10)
	if !ok {
		panic(text)
	}
	return value
}
