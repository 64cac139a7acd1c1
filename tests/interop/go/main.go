// An independent client of the sequencer protocol: another language, another HTTP stack, another curve
// library (gnark-crypto). It shares nothing with Brebaje but the protocol's description.
//
//	peer status <url>
//	peer contribute <url> <session id>
//	peer verify <url>
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
)

type powers struct {
	G1 []string `json:"G1Powers"`
	G2 []string `json:"G2Powers"`
}

type subContribution struct {
	NumG1     int    `json:"numG1Powers"`
	NumG2     int    `json:"numG2Powers"`
	Powers    powers `json:"powersOfTau"`
	PotPubkey string `json:"potPubkey"`
}

type batchContribution struct {
	Contributions []subContribution `json:"contributions"`
}

type witness struct {
	Products []string `json:"runningProducts"`
	Pubkeys  []string `json:"potPubkeys"`
	Bls      []string `json:"blsSignatures"`
}

type subTranscript struct {
	NumG1   int     `json:"numG1Powers"`
	NumG2   int     `json:"numG2Powers"`
	Powers  powers  `json:"powersOfTau"`
	Witness witness `json:"witness"`
}

type batchTranscript struct {
	Transcripts []subTranscript `json:"transcripts"`
	Ids         []string        `json:"participantIds"`
	Ecdsa       []string        `json:"participantEcdsaSignatures"`
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
}

// parallel runs work on every index, spread over the processors, and returns one of the errors.
func parallel(n int, work func(i int) error) error {
	var group sync.WaitGroup
	failures := make([]error, runtime.NumCPU())
	for w := range failures {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := w; i < n && failures[w] == nil; i += len(failures) {
				failures[w] = work(i)
			}
		}()
	}
	group.Wait()
	return errors.Join(failures...)
}

func unhex(text string) ([]byte, error) {
	if len(text) < 2 || text[:2] != "0x" {
		return nil, fmt.Errorf("no 0x: %.10q", text)
	}
	return hex.DecodeString(text[2:])
}

// SetBytes of gnark-crypto checks canonical form, curve and subgroup.
func readG1(text []string) ([]bls.G1Affine, error) {
	points := make([]bls.G1Affine, len(text))
	return points, parallel(len(text), func(i int) error {
		raw, err := unhex(text[i])
		if err != nil {
			return err
		}
		if len(raw) != bls.SizeOfG1AffineCompressed {
			return fmt.Errorf("G1 point %d has %d bytes", i, len(raw))
		}
		_, err = points[i].SetBytes(raw)
		return err
	})
}

func readG2(text []string) ([]bls.G2Affine, error) {
	points := make([]bls.G2Affine, len(text))
	return points, parallel(len(text), func(i int) error {
		raw, err := unhex(text[i])
		if err != nil {
			return err
		}
		if len(raw) != bls.SizeOfG2AffineCompressed {
			return fmt.Errorf("G2 point %d has %d bytes", i, len(raw))
		}
		_, err = points[i].SetBytes(raw)
		return err
	})
}

func writeG1(p *bls.G1Affine) string { raw := p.Bytes(); return "0x" + hex.EncodeToString(raw[:]) }
func writeG2(p *bls.G2Affine) string { raw := p.Bytes(); return "0x" + hex.EncodeToString(raw[:]) }

// update multiplies power i by x^i for a fresh x and sets the public key.
func update(sub *subContribution) error {
	g1, err := readG1(sub.Powers.G1)
	if err != nil {
		return err
	}
	g2, err := readG2(sub.Powers.G2)
	if err != nil {
		return err
	}
	x, err := rand.Int(rand.Reader, fr.Modulus())
	if err != nil {
		return err
	}
	exponents := make([]big.Int, max(len(g1), len(g2)))
	exponents[0].SetInt64(1)
	for i := 1; i < len(exponents); i++ {
		exponents[i].Mul(&exponents[i-1], x)
		exponents[i].Mod(&exponents[i], fr.Modulus())
	}
	if err := parallel(len(g1), func(i int) error {
		g1[i].ScalarMultiplication(&g1[i], &exponents[i])
		sub.Powers.G1[i] = writeG1(&g1[i])
		return nil
	}); err != nil {
		return err
	}
	if err := parallel(len(g2), func(i int) error {
		g2[i].ScalarMultiplication(&g2[i], &exponents[i])
		sub.Powers.G2[i] = writeG2(&g2[i])
		return nil
	}); err != nil {
		return err
	}
	_, _, _, g2Generator := bls.Generators()
	var pubkey bls.G2Affine
	pubkey.ScalarMultiplication(&g2Generator, x)
	sub.PotPubkey = writeG2(&pubkey)
	return nil
}

func call(method, url, session string, body []byte) (int, []byte, error) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if session != "" {
		request.Header.Set("Authorization", "Bearer "+session)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func contribute(url, session string) error {
	var batch batchContribution
	for {
		status, answer, err := call("POST", url+"/lobby/try_contribute", session, nil)
		if err != nil {
			return err
		}
		var refusal struct{ Error string }
		if err := json.Unmarshal(answer, &refusal); err != nil {
			return err
		}
		if refusal.Error == "" && status == 200 {
			if err := json.Unmarshal(answer, &batch); err != nil {
				return err
			}
			break
		}
		fmt.Fprintln(os.Stderr, status, refusal.Error)
		if status == 401 {
			return errors.New("the session has expired")
		}
		time.Sleep(30 * time.Second)
	}
	start := time.Now()
	for i := range batch.Contributions {
		if err := update(&batch.Contributions[i]); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stderr, "computed in %.1f s\n", time.Since(start).Seconds())
	body, err := json.Marshal(batch)
	if err != nil {
		return err
	}
	status, answer, err := call("POST", url+"/contribute", session, body)
	if err != nil {
		return err
	}
	fmt.Println(string(answer))
	if status != 200 {
		return fmt.Errorf("status %d", status)
	}
	return nil
}

func same(a1 bls.G1Affine, a2 bls.G2Affine, b1 bls.G1Affine, b2 bls.G2Affine) error {
	b1.Neg(&b1)
	ok, err := bls.PairingCheck([]bls.G1Affine{a1, b1}, []bls.G2Affine{a2, b2})
	if err == nil && !ok {
		err = errors.New("pairing equation does not hold")
	}
	return err
}

// verifySub checks the whole chain of witnesses and the final powers of one sub-ceremony.
func verifySub(sub subTranscript) error {
	_, _, generator1, generator2 := bls.Generators()
	g1, err := readG1(sub.Powers.G1)
	if err != nil {
		return err
	}
	g2, err := readG2(sub.Powers.G2)
	if err != nil {
		return err
	}
	products, err := readG1(sub.Witness.Products)
	if err != nil {
		return err
	}
	pubkeys, err := readG2(sub.Witness.Pubkeys)
	if err != nil {
		return err
	}
	if len(g1) != sub.NumG1 || len(g2) != sub.NumG2 || len(products) != len(pubkeys) {
		return errors.New("lengths differ")
	}
	if !products[0].Equal(&generator1) || !pubkeys[0].Equal(&generator2) || !g1[0].Equal(&generator1) || !g2[0].Equal(&generator2) {
		return errors.New("does not start at the generators")
	}
	if !products[len(products)-1].Equal(&g1[1]) {
		return errors.New("the last product is not the first power")
	}
	for i := 1; i < len(products); i++ {
		if err := same(products[i], generator2, products[i-1], pubkeys[i]); err != nil {
			return fmt.Errorf("contribution %d: %w", i, err)
		}
	}
	scalars := make([]fr.Element, len(g1))
	for i := range scalars {
		if _, err := scalars[i].SetRandom(); err != nil {
			return err
		}
	}
	var low, high, short bls.G1Affine
	var twin bls.G2Affine
	config := ecc.MultiExpConfig{}
	for _, step := range []func() error{
		func() error { _, err := low.MultiExp(g1[:len(g1)-1], scalars[:len(g1)-1], config); return err },
		func() error { _, err := high.MultiExp(g1[1:], scalars[:len(g1)-1], config); return err },
		func() error { _, err := short.MultiExp(g1[:len(g2)], scalars[:len(g2)], config); return err },
		func() error { _, err := twin.MultiExp(g2, scalars[:len(g2)], config); return err },
		func() error { return same(high, generator2, low, g2[1]) },
		func() error { return same(short, generator2, generator1, twin) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func verify(url string) error {
	_, answer, err := call("GET", url+"/info/current_state", "", nil)
	if err != nil {
		return err
	}
	var transcript batchTranscript
	if err := json.Unmarshal(answer, &transcript); err != nil {
		return err
	}
	for i, sub := range transcript.Transcripts {
		if len(sub.Witness.Products) != len(transcript.Ids) || len(transcript.Ecdsa) != len(transcript.Ids) {
			return errors.New("numbers of participants differ")
		}
		if err := verifySub(sub); err != nil {
			return fmt.Errorf("sub-ceremony %d: %w", i, err)
		}
	}
	fmt.Printf("{\"valid\":true,\"contributions\":%d}\n", len(transcript.Ids)-1)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		must(errors.New("usage: peer status|contribute|verify <url> [session id]"))
	}
	url := os.Args[2]
	switch os.Args[1] {
	case "status":
		status, answer, err := call("GET", url+"/info/status", "", nil)
		must(err)
		fmt.Println(string(answer))
		if status != 200 {
			os.Exit(1)
		}
	case "contribute":
		must(contribute(url, os.Args[3]))
	case "verify":
		must(verify(url))
	default:
		must(errors.New("unknown command"))
	}
}
