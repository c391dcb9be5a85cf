package query

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// Opt is a value that may be unbound, for fields of structs given to [Collect].
type Opt[T any] struct {
	Value T
	Bound bool
}

// scanner is implemented by *Opt.
type scanner interface{ scan(t graph.Term) error }

func (o *Opt[T]) scan(t graph.Term) error {
	*o = Opt[T]{}
	if t.IsAny() {
		return nil
	}
	o.Bound = true
	return convert(t, &o.Value)
}

// errUnbound is the error of an unbound variable where a value is needed.
var errUnbound = errors.New("the variable is unbound; use a pointer or query.Opt for one that may be")

// convert stores a term in the Go variable that dst points to:
//
//	graph.Term               any term
//	string                   the bare text of any term
//	int, int64, uint8, ...   a literal that is written as a whole number and fits
//	float64, float32         a literal that is written as a number
//	bool                     true, false, 1, 0
//	time.Time                xsd:dateTime or xsd:date, or text written so; UTC without a zone
//	*big.Int, *big.Rat       whole numbers of any size; exact decimals
//	TextUnmarshaler          the bare text of any term
//	*T, Opt[T]               as T; nil or not Bound when unbound
//
// Types made of these (type Code string) count as what they are made of. The
// datatype is not asked for, since much data has plain literals.
func convert(t graph.Term, dst any) error {
	switch d := dst.(type) {
	case scanner:
		return d.scan(t)
	case *graph.Term:
		*d = t
		return nil
	}
	v := reflect.ValueOf(dst)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return fmt.Errorf("cannot store into a %T: a pointer is needed", dst)
	}
	if e := v.Elem(); e.Kind() == reflect.Pointer && (t.IsAny() || !isBig(e.Type())) {
		return convertPointer(t, e)
	}
	if t.IsAny() {
		return errUnbound
	}
	text := strings.TrimSpace(t.Value())
	switch d := dst.(type) {
	case *string:
		*d = t.Value()
		return nil
	case *time.Time:
		return parseTime(text, d)
	case **big.Int:
		n, ok := new(big.Int).SetString(text, 10)
		if ok {
			*d = n
		}
		return want(ok && t.IsLiteral(), t, "a whole number")
	case **big.Rat:
		n, ok := new(big.Rat).SetString(text)
		ok = ok && !strings.ContainsAny(text, "/xXpP_")
		if ok {
			*d = n
		}
		return want(ok && t.IsLiteral(), t, "a number")
	case encoding.TextUnmarshaler:
		return d.UnmarshalText([]byte(t.Value()))
	}
	return convertKind(t, text, v.Elem())
}

func isBig(t reflect.Type) bool {
	return t == reflect.TypeFor[*big.Int]() || t == reflect.TypeFor[*big.Rat]()
}

func convertPointer(t graph.Term, v reflect.Value) error {
	if t.IsAny() {
		v.SetZero()
		return nil
	}
	p := reflect.New(v.Type().Elem())
	if err := convert(t, p.Interface()); err != nil {
		return err
	}
	v.Set(p)
	return nil
}

// convertKind handles numbers, booleans and named string types.
func convertKind(t graph.Term, text string, v reflect.Value) error {
	switch {
	case v.Kind() == reflect.String:
		v.SetString(t.Value())
		return nil
	case v.Kind() == reflect.Bool:
		v.SetBool(text == "true" || text == "1")
		return want(text == "true" || text == "1" || text == "false" || text == "0", t, "a boolean")
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return want(err == nil && t.IsLiteral(), t, "a whole number that fits "+v.Type().String())
	case v.CanUint():
		n, err := strconv.ParseUint(strings.TrimPrefix(text, "+"), 10, v.Type().Bits())
		v.SetUint(n)
		return want(err == nil && t.IsLiteral(), t, "a whole number that fits "+v.Type().String())
	case v.CanFloat():
		f, ok := parseFloat(text, v.Type().Bits())
		v.SetFloat(f)
		return want(ok && t.IsLiteral(), t, "a number that fits "+v.Type().String())
	}
	return fmt.Errorf("no conversion from an RDF term to %v", v.Type())
}

// parseFloat reads the lexical forms of xsd:double, which Go's go beyond.
func parseFloat(text string, bits int) (f float64, ok bool) {
	switch text {
	case "INF", "+INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NaN":
		return math.NaN(), true
	}
	if strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, bits)
	return f, err == nil
}

func want(ok bool, t graph.Term, what string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%s is not %s", t.NTriples(), what)
}

// parseTime reads the lexical forms of xsd:dateTime and xsd:date.
func parseTime(text string, d *time.Time) error {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02", "2006-01-02Z07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			*d = at
			return nil
		}
	}
	return fmt.Errorf("%q is not a date or date-time", text)
}

// TermOf is the term for a Go value:
//
//	graph.Term               as it is
//	string                   a simple literal
//	bool                     xsd:boolean
//	int, int64, uint8, ...   xsd:integer
//	*big.Int                 xsd:integer
//	*big.Rat                 xsd:decimal, when it has finitely many digits
//	float64, float32         xsd:double
//	time.Time                xsd:dateTime
//	TextMarshaler            a simple literal
//
// Types made of these (type Code string) count as what they are made of. The
// zero Term, nil and other types are an error.
func TermOf(value any) (graph.Term, error) {
	switch v := value.(type) {
	case graph.Term:
		if v.IsAny() {
			return v, errors.New("the zero Term is no value")
		}
		return v, nil
	case time.Time:
		return graph.NewTyped(v.Format(time.RFC3339Nano), graph.XSD+"dateTime"), nil
	case *big.Int:
		if v != nil {
			return graph.NewTyped(v.String(), graph.XSD+"integer"), nil
		}
	case *big.Rat:
		if v != nil {
			return decimalOf(v)
		}
	case encoding.TextMarshaler:
		if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && r.IsNil() {
			break
		}
		text, err := v.MarshalText()
		return graph.NewLiteral(string(text)), err
	}
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return graph.Any, errors.New("nil is no value")
	case v.Kind() == reflect.String:
		return graph.NewLiteral(v.String()), nil
	case v.Kind() == reflect.Bool:
		return graph.NewTyped(strconv.FormatBool(v.Bool()), graph.XSD+"boolean"), nil
	case v.CanInt():
		return graph.NewTyped(strconv.FormatInt(v.Int(), 10), graph.XSD+"integer"), nil
	case v.CanUint():
		return graph.NewTyped(strconv.FormatUint(v.Uint(), 10), graph.XSD+"integer"), nil
	case v.CanFloat():
		return graph.NewTyped(doubleText(v.Float(), v.Type().Bits()), graph.XSD+"double"), nil
	case v.Kind() == reflect.Pointer && v.IsNil():
		return graph.Any, fmt.Errorf("a nil %T is no value", value)
	}
	return graph.Any, fmt.Errorf("no RDF term for a %T", value)
}

// decimalOf is an exact xsd:decimal.
func decimalOf(r *big.Rat) (graph.Term, error) {
	digits, exact := r.FloatPrec()
	if !exact {
		return graph.Any, fmt.Errorf("%s has no end as a decimal", r)
	}
	text := r.FloatString(digits)
	if digits == 0 {
		text += ".0"
	}
	return graph.NewTyped(text, graph.XSD+"decimal"), nil
}

// doubleText is the canonical lexical form of an xsd:double.
func doubleText(f float64, bits int) string {
	text := strconv.FormatFloat(f, 'E', -1, bits)
	switch text {
	case "+Inf":
		return "INF"
	case "-Inf":
		return "-INF"
	case "NaN":
		return text
	}
	mantissa, exponent, _ := strings.Cut(text, "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(n)
}
