package query

import (
	"context"
	"encoding"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// Collect runs a SELECT query and gives its rows as values of type T. For a
// struct, the field tagged `sparql:"name"`, or else named like the variable but
// for case, takes the variable's value, converted as by [Row.Scan]. Every column
// needs a field; a field without a column stays zero, and one tagged "-" takes
// none. A variable that is unbound is an error unless the field can say so (a
// pointer, an [Opt]) or is tagged `sparql:"name,optional"` and stays zero. A
// field that is a struct itself takes the columns named after both: ?drug_title
// goes to Drug.Title. Any other T takes the only column of the query.
func Collect[T any](ctx context.Context, src Source, text string, opts ...Option) ([]T, error) {
	rows, err := Select(ctx, src, text, opts...)
	if err != nil {
		return nil, err
	}
	return CollectRows[T](rows)
}

// Each is [Collect] one row at a time. An error comes last.
func Each[T any](ctx context.Context, src Source, text string, opts ...Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		rows, err := Select(ctx, src, text, opts...)
		if err != nil {
			var zero T
			yield(zero, err)
			return
		}
		EachRow[T](rows)(yield)
	}
}

// Errors of One.
var (
	// ErrNoRows: the query has no solution.
	ErrNoRows = errors.New("the query has no solution")
	// ErrManyRows: the query has more than one solution.
	ErrManyRows = errors.New("the query has more than one solution")
)

// One is [Collect] for a query that has exactly one solution; [ErrNoRows] and
// [ErrManyRows] tell that it has not.
func One[T any](ctx context.Context, src Source, text string, opts ...Option) (T, error) {
	var out, zero T
	n := 0
	for v, err := range Each[T](ctx, src, text, opts...) {
		if err != nil {
			return zero, err
		}
		if n++; n > 1 {
			return zero, ErrManyRows
		}
		out = v
	}
	if n == 0 {
		return zero, ErrNoRows
	}
	return out, nil
}

// CollectRows is [Collect] for the rows that are left of a query that was
// prepared and run.
func CollectRows[T any](rows *Rows) ([]T, error) {
	var out []T
	for v, err := range EachRow[T](rows) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// EachRow is [CollectRows] one row at a time. An error comes last. The rows are
// closed at the end, also when the loop is left early.
func EachRow[T any](rows *Rows) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer rows.Close()
		var zero T
		fill, err := fillerOf(reflect.TypeFor[T](), rows.Vars())
		if err != nil {
			yield(zero, err)
			return
		}
		for row, err := range rows.All() {
			var v T
			if err == nil {
				err = fill(reflect.ValueOf(&v).Elem(), row)
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

// filler stores a row in a value.
type filler func(dst reflect.Value, row Row) error

func fillerOf(t reflect.Type, vars []string) (filler, error) {
	if isScalar(t) {
		if len(vars) != 1 {
			return nil, fmt.Errorf("%d columns go into a struct with a field for each, not into a %v", len(vars), t)
		}
		return func(dst reflect.Value, row Row) error { return fillColumn(dst, row, 0) }, nil
	}
	fields, err := fieldsOf(t, vars)
	if err != nil {
		return nil, err
	}
	return func(dst reflect.Value, row Row) error {
		for i, field := range fields {
			if field.optional && row.At(i).IsAny() {
				continue
			}
			if err := fillColumn(fieldAt(dst, field.index), row, i); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

func fillColumn(dst reflect.Value, row Row, column int) error {
	if err := convert(row.At(column), dst.Addr().Interface()); err != nil {
		return fmt.Errorf("column ?%s: %w", row.Vars()[column], err)
	}
	return nil
}

// isScalar reports whether convert makes a value of the type from one term.
func isScalar(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return t.Kind() != reflect.Struct || t == reflect.TypeFor[graph.Term]() || t == reflect.TypeFor[time.Time]() ||
		t == reflect.TypeFor[big.Int]() || t == reflect.TypeFor[big.Rat]() ||
		pointer.Implements(reflect.TypeFor[scanner]()) || pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// target is where a variable's value goes in a struct.
type target struct {
	index    []int // of the field, through the structs around it
	optional bool  // an unbound variable leaves it zero
}

// targets are the fields of a struct type that variables can go to, by the names
// that tags give and by the folded names of the others.
type targets struct{ byName, byFold map[string]target }

// fieldsOf gives each column's field in a struct type.
func fieldsOf(t reflect.Type, vars []string) ([]target, error) {
	known := targets{map[string]target{}, map[string]target{}}
	if err := known.add(t, "", target{}, true); err != nil {
		return nil, err
	}
	out := make([]target, len(vars))
	for i, v := range vars {
		c, ok := known.byName[v]
		if !ok {
			c, ok = known.byFold[strings.ToLower(v)]
		}
		if !ok {
			return nil, fmt.Errorf("column ?%s has no field in %v: tag one with `sparql:%q`", v, t, v)
		}
		out[i] = c
	}
	return out, nil
}

// add notes the fields of t, which stands at a place; the names of its fields
// start with prefix. The place has an exact name when tags gave all of it.
func (c *targets) add(t reflect.Type, prefix string, at target, exact bool) error {
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous || !reachable(t, f.Index) {
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("sparql"), ",")
		if name == "-" {
			continue
		}
		tagged := exact && name != ""
		if name == "" {
			name = f.Name
		}
		name = prefix + name
		field := target{slices.Concat(at.index, f.Index), at.optional || option == "optional"}
		switch _, twice := c.byName[name]; {
		case !tagged:
			c.byFold[strings.ToLower(name)] = field
		case twice:
			return fmt.Errorf("two fields of %v are tagged `sparql:%q`", t, name)
		default:
			c.byName[name] = field
		}
		if !isScalar(f.Type) {
			if err := c.add(f.Type, name+"_", field, tagged); err != nil {
				return err
			}
		}
	}
	return nil
}

// reachable reports whether a promoted field can be set: not when it lies behind
// an embedded pointer to an unexported struct, which cannot be made from here.
func reachable(t reflect.Type, index []int) bool {
	for _, i := range index[:len(index)-1] {
		f := t.Field(i)
		if t = f.Type; t.Kind() == reflect.Pointer {
			if !f.IsExported() {
				return false
			}
			t = t.Elem()
		}
	}
	return true
}

// fieldAt is a field, with the embedded structs around it made.
func fieldAt(v reflect.Value, index []int) reflect.Value {
	for i, x := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}
