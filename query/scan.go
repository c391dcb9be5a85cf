package query

import (
	"context"
	"errors"
	"fmt"
	"iter"
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
//	int, int64, int32, ...   a literal that is written as a whole number and fits
//	float64, float32         a literal that is written as a number
//	bool                     true, false, 1, 0
//	time.Time                xsd:dateTime or xsd:date, or text written so; UTC without a zone
//	*big.Int, *big.Rat       whole numbers of any size; exact decimals
//	*T, Opt[T]               as T; nil or not Bound when unbound
//
// The datatype is not asked for, since much data has plain literals.
func convert(t graph.Term, dst any) error {
	switch d := dst.(type) {
	case scanner:
		return d.scan(t)
	case *graph.Term:
		*d = t
		return nil
	}
	if v := reflect.ValueOf(dst); v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Pointer && !isBig(v.Elem().Type()) {
		return convertPointer(t, v.Elem())
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
		*d = n
		return want(ok, t, "a whole number")
	case **big.Rat:
		n, ok := new(big.Rat).SetString(text)
		*d = n
		return want(ok, t, "a number")
	}
	return convertKind(t, text, reflect.ValueOf(dst))
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
func convertKind(t graph.Term, text string, p reflect.Value) error {
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("cannot store into %v: a pointer is needed", p.Type())
	}
	v := p.Elem()
	switch {
	case v.Kind() == reflect.String:
		v.SetString(t.Value())
		return nil
	case v.Kind() == reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return want(err == nil, t, "a boolean")
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return want(err == nil, t, "a whole number that fits "+v.Type().String())
	case v.CanUint():
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		v.SetUint(n)
		return want(err == nil, t, "a whole number that fits "+v.Type().String())
	case v.CanFloat():
		f, err := strconv.ParseFloat(text, v.Type().Bits())
		v.SetFloat(f)
		return want(err == nil && t.IsLiteral(), t, "a number")
	}
	return fmt.Errorf("no conversion from an RDF term to %v", v.Type())
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

// TermOf is the term for a Go value: a graph.Term as it is; string as a simple
// literal; bool, the integer types and *big.Int as xsd:boolean and xsd:integer;
// float64 and float32 as xsd:double; time.Time as xsd:dateTime.
func TermOf(value any) (graph.Term, error) {
	switch v := value.(type) {
	case graph.Term:
		if v.IsAny() {
			return v, errors.New("the zero Term is no value")
		}
		return v, nil
	case string:
		return graph.NewLiteral(v), nil
	case bool:
		return graph.NewTyped(strconv.FormatBool(v), graph.XSD+"boolean"), nil
	case time.Time:
		return graph.NewTyped(v.Format(time.RFC3339Nano), graph.XSD+"dateTime"), nil
	case *big.Int:
		return graph.NewTyped(v.String(), graph.XSD+"integer"), nil
	}
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
	case v.CanInt():
		return graph.NewTyped(strconv.FormatInt(v.Int(), 10), graph.XSD+"integer"), nil
	case v.CanUint():
		return graph.NewTyped(strconv.FormatUint(v.Uint(), 10), graph.XSD+"integer"), nil
	case v.CanFloat():
		return graph.NewTyped(doubleText(v.Float(), v.Type().Bits()), graph.XSD+"double"), nil
	}
	return graph.Any, fmt.Errorf("no RDF term for a %T", value)
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

// Collect runs a SELECT query and gives its rows as structs: the field tagged
// `sparql:"name"`, or else named like the variable but for case, takes the
// variable's value, converted as by [Row.Scan]. Every column needs a field; a
// field without a column stays zero.
func Collect[T any](ctx context.Context, src Source, text string, opts ...Option) ([]T, error) {
	var out []T
	for v, err := range Each[T](ctx, src, text, opts...) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Each is Collect one row at a time. An error comes last.
func Each[T any](ctx context.Context, src Source, text string, opts ...Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := Select(ctx, src, text, opts...)
		if err != nil {
			yield(zero, err)
			return
		}
		fields, err := fieldsOf(reflect.TypeFor[T](), rows.Vars())
		if err != nil {
			rows.Close()
			yield(zero, err)
			return
		}
		for row, err := range rows.All() {
			var v T
			if err == nil {
				err = fill(reflect.ValueOf(&v).Elem(), row, fields)
			}
			if err != nil {
				yield(zero, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

// fieldsOf gives each column's field in a struct type.
func fieldsOf(t reflect.Type, vars []string) ([][]int, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("rows go into structs, not %v", t)
	}
	byName, byFold := map[string][]int{}, map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous {
			continue
		}
		if name := f.Tag.Get("sparql"); name != "" {
			byName[name] = f.Index
		} else {
			byFold[strings.ToLower(f.Name)] = f.Index
		}
	}
	out := make([][]int, len(vars))
	for i, v := range vars {
		index, ok := byName[v]
		if !ok {
			index, ok = byFold[strings.ToLower(v)]
		}
		if !ok {
			return nil, fmt.Errorf("column ?%s has no field in %v: tag one with `sparql:%q`", v, t, v)
		}
		out[i] = index
	}
	return out, nil
}

func fill(dst reflect.Value, row Row, fields [][]int) error {
	for i, index := range fields {
		if err := convert(row.At(i), dst.FieldByIndex(index).Addr().Interface()); err != nil {
			return fmt.Errorf("column ?%s: %w", row.Vars()[i], err)
		}
	}
	return nil
}
