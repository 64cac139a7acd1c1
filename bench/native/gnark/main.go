// gnark-crypto as a peer of `npm run bench -- curves`, on one thread. bench/curves/peer.ts says what the
// operations are, bench/curves/native.ts how they are asked for: a line `name count points second scalars` (the
// last three in bytes), then those bytes. The answer is a line `ok micros bytes` and the bytes, or `refused reason`.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"syscall"
)

type request struct {
	count                   int
	points, second, scalars []byte
}

type operation func(request) ([]byte, error)

var errOutside = errors.New("not in the subgroup")

// micros is the processor time of this process.
func micros() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return (usage.Utime.Nano() + usage.Stime.Nano()) / 1000
}

func readBlock(input io.Reader, bytes int) []byte {
	block := make([]byte, bytes)
	if _, err := io.ReadFull(input, block); err != nil {
		panic(err)
	}
	return block
}

func main() {
	runtime.GOMAXPROCS(1)
	operations := map[string]operation{}
	for name, work := range bn254Operations {
		operations["bn254-"+name] = work
	}
	for name, work := range blsOperations {
		operations["bls12-381-"+name] = work
	}
	names := []string{}
	for name := range operations {
		names = append(names, name)
	}
	input := bufio.NewReader(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(output, strings.Join(names, " "))
	output.Flush()
	for {
		var name string
		var asked request
		var points, second, scalars int
		line, err := input.ReadString('\n')
		if err != nil {
			return
		}
		if _, err := fmt.Sscan(line, &name, &asked.count, &points, &second, &scalars); err != nil {
			panic(err)
		}
		asked.points = readBlock(input, points)
		asked.second = readBlock(input, second)
		asked.scalars = readBlock(input, scalars)
		start := micros()
		answer, err := operations[name](asked)
		spent := micros() - start
		if err != nil {
			fmt.Fprintln(output, "refused", err)
		} else {
			fmt.Fprintln(output, "ok", spent, len(answer))
			output.Write(answer)
		}
		output.Flush()
	}
}
