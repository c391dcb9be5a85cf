package rdfio

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstandard(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func inflate(r io.Reader, l Limits) ([]byte, error) {
	d, err := Decompress(r, l)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(d)
}

func TestDecompress(t *testing.T) {
	text := numbered(5000)
	for name, in := range map[string][]byte{
		"plain": text, "gzip": gzipped(t, text), "zstd": zstandard(t, text),
		"two gzip members": append(gzipped(t, text[:1000]), gzipped(t, text[1000:])...),
	} {
		for _, r := range []io.Reader{bytes.NewReader(in), iotest.OneByteReader(bytes.NewReader(in)), iotest.DataErrReader(bytes.NewReader(in))} {
			if got, err := inflate(r, Limits{}); err != nil || !bytes.Equal(got, text) {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
	}
	for _, short := range []string{"", "a", "abc", "\x1f", "\x28\xb5\x2f"} {
		if got, err := inflate(strings.NewReader(short), Limits{}); err != nil || string(got) != short {
			t.Errorf("%q: got %q, %v", short, got, err)
		}
	}
	// Only one layer comes off.
	twice := gzipped(t, gzipped(t, text))
	if got, err := inflate(bytes.NewReader(twice), Limits{}); err != nil || !bytes.Equal(got, gzipped(t, text)) {
		t.Errorf("nested gzip: %d bytes, %v", len(got), err)
	}
}

func TestDecompressDamaged(t *testing.T) {
	text := numbered(2000)
	for name, in := range map[string][]byte{"gzip": gzipped(t, text), "zstd": zstandard(t, text)} {
		for _, cut := range []int{5, len(in) / 2, len(in) - 1} {
			if _, err := inflate(bytes.NewReader(in[:cut]), Limits{}); err == nil {
				t.Errorf("%s cut at %d of %d: no error", name, cut, len(in))
			}
		}
		flipped := bytes.Clone(in)
		flipped[len(in)/2] ^= 0x55
		if got, err := inflate(bytes.NewReader(flipped), Limits{}); err == nil && !bytes.Equal(got, text) {
			t.Errorf("%s with a flipped byte: wrong data without an error", name)
		}
	}
	boom := errors.New("boom")
	if _, err := inflate(iotest.ErrReader(boom), Limits{}); !errors.Is(err, boom) {
		t.Errorf("failing reader: %v", err)
	}
}

// The ratio and the total are exact limits: n is fine, n+1 is not.
func TestDecompressLimits(t *testing.T) {
	const in, ratio = 10_000, 200
	for _, test := range []struct {
		size int64
		lim  Limits
		want string
	}{
		{in*ratio - 1, Limits{}, ""},
		{in * ratio, Limits{}, ""},
		{in*ratio + 1, Limits{}, "MaxRatio"},
		{in * ratio, Limits{MaxRatio: ratio - 1}, "MaxRatio"},
		{in*ratio + 1, Limits{MaxRatio: ratio + 1}, ""},
		{ratioFrom, Limits{MaxRatio: 1}, ""},
		{ratioFrom + 1, Limits{MaxRatio: 1}, "MaxRatio"},
		{in * ratio, Limits{MaxTotalBytes: in*ratio + 1}, ""},
		{in * ratio, Limits{MaxTotalBytes: in * ratio}, ""},
		{in * ratio, Limits{MaxTotalBytes: in*ratio - 1}, "MaxTotalBytes"},
	} {
		zeros := io.LimitReader(zeroReader{}, test.size)
		g := &guardedReader{r: zeros, in: &countingReader{n: in}, lim: test.lim.withDefaults(), kind: "test"}
		n, err := io.Copy(io.Discard, g)
		var lim *LimitError
		switch {
		case test.want == "" && (err != nil || n != test.size):
			t.Errorf("%+v: %d bytes, %v", test, n, err)
		case test.want != "" && (!errors.As(err, &lim) || lim.Limit != test.want):
			t.Errorf("%+v: %v", test, err)
		}
	}
}

type zeroReader struct{}

func (zeroReader) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// A bomb is refused after little work: what was asked for in vain stays small.
func TestDecompressBomb(t *testing.T) {
	zeros := make([]byte, 64<<20)
	for name, bomb := range map[string][]byte{"gzip": gzipped(t, zeros), "zstd": zstandard(t, zeros)} {
		d, err := Decompress(bytes.NewReader(bomb), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, d)
		var lim *LimitError
		if !errors.As(err, &lim) || n > 2<<20 {
			t.Errorf("%s: %d bytes came out, then %v", name, n, err)
		}
	}
}
