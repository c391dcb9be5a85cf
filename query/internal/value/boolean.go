package value

// NewBoolean makes an xsd:boolean.
func NewBoolean(b bool) Value {
	v := Value{kind: Boolean, sub: dtBoolean, zone: noZone, has: true, lex: "false"}
	if b {
		v.num, v.lex = 1, "true"
	}
	return v
}

// parseBoolean reads an xsd:boolean: true, false, 1 or 0.
func parseBoolean(s string) (Value, state) {
	switch s {
	case "true", "1":
		return NewBoolean(true), parsed
	case "false", "0":
		return NewBoolean(false), parsed
	}
	return Value{}, invalid
}

// EBV is the effective boolean value (SPARQL 1.1 section 17.2.2, with the
// errors of 1.2): a boolean's own value; false for "", NaN and numbers equal to
// zero, true for other strings and numbers; an error for everything else,
// ill-typed literals and strings with a language among them.
func EBV(v Value) (bool, error) {
	switch v.kind {
	case Boolean:
		return v.num != 0, nil
	case String:
		return v.lex != "", nil
	case Integer:
		return v.num != 0 || v.ext != nil, nil
	case Decimal:
		return v.num != 0 || v.ext != nil, nil
	case Float, Double:
		f := v.float()
		return f != 0 && f == f, nil
	case None:
		return false, ErrUnbound
	case IllTyped:
		return false, ErrIllTyped
	}
	return false, ErrType
}
