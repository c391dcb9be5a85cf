package value

// IRIs that the package gives or takes.
const (
	XSD              = "http://www.w3.org/2001/XMLSchema#"
	XSDString        = XSD + "string"
	XSDBoolean       = XSD + "boolean"
	XSDInteger       = XSD + "integer"
	XSDDecimal       = XSD + "decimal"
	XSDFloat         = XSD + "float"
	XSDDouble        = XSD + "double"
	XSDDateTime      = XSD + "dateTime"
	XSDDate          = XSD + "date"
	XSDTime          = XSD + "time"
	RDFLangString    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
	RDFDirLangString = "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString"
)

// datatype is one of the datatypes with operations.
type datatype uint8

const (
	dtUnknown datatype = iota
	dtString
	dtBoolean
	dtDecimal
	dtFloat
	dtDouble
	dtDateTime
	dtDateTimeStamp
	dtDate
	dtTime
	dtGYear
	dtGYearMonth
	dtGMonth
	dtGMonthDay
	dtGDay
	dtDuration
	dtDayTimeDuration
	dtYearMonthDuration
	dtInteger // the integers come last: sub >= dtInteger
	dtLong
	dtInt
	dtShort
	dtByte
	dtNonNegativeInteger
	dtPositiveInteger
	dtUnsignedLong
	dtUnsignedInt
	dtUnsignedShort
	dtUnsignedByte
	dtNonPositiveInteger
	dtNegativeInteger
	dtCount
)

// lookup finds the datatype with that IRI, or dtUnknown.
func lookup(iri string) datatype {
	if len(iri) <= len(XSD) || iri[:len(XSD)] != XSD {
		return dtUnknown
	}
	name := iri[len(XSD):]
	switch name {
	case "integer":
		return dtInteger
	case "string":
		return dtString
	case "boolean":
		return dtBoolean
	case "decimal":
		return dtDecimal
	case "float":
		return dtFloat
	case "double":
		return dtDouble
	case "dateTime":
		return dtDateTime
	case "date":
		return dtDate
	case "time":
		return dtTime
	}
	for dt := dtDateTimeStamp; dt < dtCount; dt++ {
		if dt.iri()[len(XSD):] == name {
			return dt
		}
	}
	return dtUnknown
}

// iri is the datatype's IRI.
func (dt datatype) iri() string {
	if dt >= dtInteger {
		return dt.integerIRI()
	}
	switch dt {
	case dtString:
		return XSDString
	case dtBoolean:
		return XSDBoolean
	case dtDecimal:
		return XSDDecimal
	case dtFloat:
		return XSDFloat
	case dtDouble:
		return XSDDouble
	case dtDateTime:
		return XSDDateTime
	case dtDateTimeStamp:
		return XSD + "dateTimeStamp"
	case dtDate:
		return XSDDate
	case dtTime:
		return XSDTime
	case dtGYear:
		return XSD + "gYear"
	case dtGYearMonth:
		return XSD + "gYearMonth"
	case dtGMonth:
		return XSD + "gMonth"
	case dtGMonthDay:
		return XSD + "gMonthDay"
	case dtGDay:
		return XSD + "gDay"
	case dtDuration:
		return XSD + "duration"
	case dtDayTimeDuration:
		return XSD + "dayTimeDuration"
	}
	return XSD + "yearMonthDuration"
}

// integerIRI is iri for xsd:integer and the types derived from it.
func (dt datatype) integerIRI() string {
	switch dt {
	case dtLong:
		return XSD + "long"
	case dtInt:
		return XSD + "int"
	case dtShort:
		return XSD + "short"
	case dtByte:
		return XSD + "byte"
	case dtNonNegativeInteger:
		return XSD + "nonNegativeInteger"
	case dtPositiveInteger:
		return XSD + "positiveInteger"
	case dtUnsignedLong:
		return XSD + "unsignedLong"
	case dtUnsignedInt:
		return XSD + "unsignedInt"
	case dtUnsignedShort:
		return XSD + "unsignedShort"
	case dtUnsignedByte:
		return XSD + "unsignedByte"
	case dtNonPositiveInteger:
		return XSD + "nonPositiveInteger"
	case dtNegativeInteger:
		return XSD + "negativeInteger"
	}
	return XSDInteger
}

// kind is the kind of the datatype's values.
func (dt datatype) kind() Kind {
	switch {
	case dt >= dtInteger:
		return Integer
	case dt == dtDateTimeStamp:
		return DateTime
	}
	return [...]Kind{
		dtUnknown: Other, dtString: String, dtBoolean: Boolean, dtDecimal: Decimal,
		dtFloat: Float, dtDouble: Double, dtDateTime: DateTime, dtDateTimeStamp: DateTime,
		dtDate: Date, dtTime: Time, dtGYear: GYear, dtGYearMonth: GYearMonth,
		dtGMonth: GMonth, dtGMonthDay: GMonthDay, dtGDay: GDay, dtDuration: Duration,
		dtDayTimeDuration: DayTimeDuration, dtYearMonthDuration: YearMonthDuration,
	}[dt]
}

// state says how parsing a lexical form went.
type state uint8

const (
	invalid state = iota // not in the lexical space
	parsed               // a value
	beyond               // in the lexical space, but beyond what the package computes with
)

// parse reads a lexical form of datatype dt. The value's lexical form is left unset.
func parse(s string, dt datatype) (Value, state) {
	switch dt.kind() {
	case Integer:
		return parseInteger(s, dt)
	case Decimal:
		return parseDecimal(s)
	case Float, Double:
		return parseDouble(s, dt)
	case Boolean:
		return parseBoolean(s)
	case String:
		return NewString(s), parsed
	case DateTime:
		return parseDateTime(s, dt)
	case Date, Time, GYear, GYearMonth, GMonth, GMonthDay, GDay:
		return parseCalendar(s, dt)
	}
	return parseDuration(s, dt)
}

// digits is the length of the run of decimal digits at the start of s.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n]-'0' <= 9 {
		n++
	}
	return n
}
