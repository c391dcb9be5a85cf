package graph

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// numbers is the numeric value of each literal that has one, or the bits of its
// Instant, in pages like setPaged's, except that pages without any are nil.
type numbers struct {
	pages [][]float64
}

// notNumber marks a literal with neither: a NaN that no parser makes, and an Instant
// in a time zone that does not exist.
const notNumber = 0x7ff8dead00000001

// set records the value of literal n.
func (c *numbers) set(n int, f float64) {
	page := n >> pageShift
	if page >= len(c.pages) || c.pages[page] == nil {
		c.pages = slices.Clone(c.pages) // snapshots share the directory
		for len(c.pages) <= page {
			c.pages = append(c.pages, nil)
		}
		values := make([]float64, pageSize)
		for i := range values {
			values[i] = math.Float64frombits(notNumber)
		}
		c.pages[page] = values
	}
	c.pages[page][n&pageMask] = f
}

// at returns the value of literal n.
func (c *numbers) at(n int) (float64, bool) {
	page := n >> pageShift
	if page >= len(c.pages) || c.pages[page] == nil {
		return 0, false
	}
	f := c.pages[page][n&pageMask]
	return f, f == f || math.Float64bits(f) != notNumber
}

// truncate forgets the values from literal n on.
func (c *numbers) truncate(n int) {
	for page := n >> pageShift; page < len(c.pages); page++ {
		for i := range c.pages[page] {
			if page<<pageShift+i >= n {
				c.pages[page][i] = math.Float64frombits(notNumber)
			}
		}
	}
}

// numericType says how a datatype's lexical forms read as numbers.
type numericType struct {
	form     numericForm
	min, max float64 // of an integer type; both included
}

type numericForm uint8

const (
	notNumeric numericForm = iota
	integerForm
	decimalForm
	doubleForm
	floatForm
)

// numericOf returns the numericType of an XSD datatype IRI (XML Schema 1.1 part
// 2, sections 3.3.3 to 3.3.5 and 3.4.13 to 3.4.25).
func numericOf(datatype string) numericType {
	name, ok := strings.CutPrefix(datatype, XSD)
	if !ok {
		return numericType{}
	}
	inf := math.Inf(1)
	switch name {
	case "integer":
		return numericType{integerForm, -inf, inf}
	case "decimal":
		return numericType{decimalForm, -inf, inf}
	case "double":
		return numericType{doubleForm, -inf, inf}
	case "float":
		return numericType{floatForm, -inf, inf}
	case "long":
		return numericType{integerForm, math.MinInt64, math.MaxInt64}
	case "int":
		return numericType{integerForm, math.MinInt32, math.MaxInt32}
	case "short":
		return numericType{integerForm, math.MinInt16, math.MaxInt16}
	case "byte":
		return numericType{integerForm, math.MinInt8, math.MaxInt8}
	case "nonNegativeInteger":
		return numericType{integerForm, 0, inf}
	case "positiveInteger":
		return numericType{integerForm, 1, inf}
	case "nonPositiveInteger":
		return numericType{integerForm, -inf, 0}
	case "negativeInteger":
		return numericType{integerForm, -inf, -1}
	case "unsignedLong":
		return numericType{integerForm, 0, math.MaxUint64}
	case "unsignedInt":
		return numericType{integerForm, 0, math.MaxUint32}
	case "unsignedShort":
		return numericType{integerForm, 0, math.MaxUint16}
	case "unsignedByte":
		return numericType{integerForm, 0, math.MaxUint8}
	}
	return numericType{}
}

// parse returns the value of a lexical form that is valid for the type. The
// checks come first because strconv takes more than XSD does.
func (t numericType) parse(s string) (float64, bool) {
	allowed := "0123456789+-"
	switch t.form {
	case notNumeric:
		return 0, false
	case decimalForm:
		allowed = "0123456789+-."
	case doubleForm, floatForm:
		switch s {
		case "INF", "+INF":
			return math.Inf(1), true
		case "-INF":
			return math.Inf(-1), true
		case "NaN":
			return math.NaN(), true
		}
		allowed = "0123456789+-.eE"
	}
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(allowed, s[i]) < 0 {
			return 0, false
		}
	}
	bits := 64
	if t.form == floatForm {
		bits = 32
	}
	f, err := strconv.ParseFloat(s, bits)
	if err != nil && !math.IsInf(f, 0) || f < t.min || f > t.max {
		return 0, false
	}
	return f, true
}
