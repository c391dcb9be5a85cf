package syntax

import "strings"

// maxKeyword is the length of the longest keyword, ENCODE_FOR_URI.
const maxKeyword = 14

// keyword gives the upper-case form of a word that is a keyword or a built-in
// function of SPARQL, and "" for any other. Words match in any case, apart from
// a, which is lower case only (grammar note 1). A word that is in upper case
// already is returned as it is, without allocation.
func keyword(s string) string {
	if s == "a" {
		return s
	}
	if len(s) > maxKeyword {
		return ""
	}
	if !hasLower(s) {
		if isKeyword(s) || isFunction(s) {
			return s
		}
		return ""
	}
	up := strings.ToUpper(s)
	if isKeyword(up) || isFunction(up) {
		return up
	}
	return ""
}

func hasLower(s string) bool {
	for i := range len(s) {
		if s[i] >= 'a' && s[i] <= 'z' {
			return true
		}
	}
	return false
}

// isKeyword tells whether an upper-case word is a keyword that is not a
// function.
func isKeyword(s string) bool {
	switch s {
	case "BASE", "PREFIX", "VERSION",
		"SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "DISTINCT", "REDUCED", "FROM", "NAMED", "WHERE",
		"GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "VALUES", "AS", "UNDEF",
		"OPTIONAL", "GRAPH", "SERVICE", "SILENT", "BIND", "MINUS", "UNION", "FILTER",
		"NOT", "IN", "EXISTS", "SEPARATOR", "TRUE", "FALSE",
		"LOAD", "INTO", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "TO", "DEFAULT", "ALL",
		"INSERT", "DELETE", "DATA", "WITH", "USING":
		return true
	}
	return false
}

// keywords lists the words of isKeyword, for suggestions.
func keywords() []string {
	return []string{
		"BASE", "PREFIX", "VERSION",
		"SELECT", "CONSTRUCT", "DESCRIBE", "ASK", "DISTINCT", "REDUCED", "FROM", "NAMED", "WHERE",
		"GROUP", "BY", "HAVING", "ORDER", "ASC", "DESC", "LIMIT", "OFFSET", "VALUES", "AS", "UNDEF",
		"OPTIONAL", "GRAPH", "SERVICE", "SILENT", "BIND", "MINUS", "UNION", "FILTER",
		"NOT", "IN", "EXISTS", "SEPARATOR", "TRUE", "FALSE",
		"LOAD", "INTO", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "TO", "DEFAULT", "ALL",
		"INSERT", "DELETE", "DATA", "WITH", "USING",
	}
}

// isFunction tells whether an upper-case word is a built-in function or an
// aggregate.
func isFunction(s string) bool {
	return isAggregate(s) || arity(s) != (argRange{})
}

// isAggregate tells whether an upper-case word is a built-in aggregate.
func isAggregate(s string) bool {
	switch s {
	case "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT":
		return true
	}
	return false
}

// argRange is the number of arguments a function takes. The zero value means
// that there is no such function.
type argRange struct {
	min, max int // max is many for an open list
	known    bool
}

// many stands for "as many as Limits allow".
const many = 1 << 30

// arity gives the number of arguments of a built-in function, by its name in
// upper case.
func arity(name string) argRange {
	switch name {
	case "RAND", "NOW", "UUID", "STRUUID":
		return argRange{0, 0, true}
	case "BNODE":
		return argRange{0, 1, true}
	case "STR", "LANG", "LANGDIR", "DATATYPE", "BOUND", "IRI", "URI", "ABS", "CEIL", "FLOOR", "ROUND",
		"STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI",
		"YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ",
		"MD5", "SHA1", "SHA256", "SHA384", "SHA512",
		"ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "HASLANG", "HASLANGDIR",
		"ISTRIPLE", "SUBJECT", "PREDICATE", "OBJECT":
		return argRange{1, 1, true}
	case "LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER",
		"STRLANG", "STRDT", "SAMETERM":
		return argRange{2, 2, true}
	case "REGEX", "SUBSTR":
		return argRange{2, 3, true}
	case "IF", "STRLANGDIR", "TRIPLE":
		return argRange{3, 3, true}
	case "REPLACE":
		return argRange{3, 4, true}
	case "CONCAT", "COALESCE":
		return argRange{0, many, true}
	}
	return argRange{}
}

// functions lists the built-in functions and aggregates, for suggestions and
// completion, in the specification's order and spelling.
func functions() []string {
	return []string{
		"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT",
		"STR", "LANG", "LANGMATCHES", "LANGDIR", "DATATYPE", "BOUND", "IRI", "URI", "BNODE", "RAND",
		"ABS", "CEIL", "FLOOR", "ROUND", "CONCAT", "SUBSTR", "STRLEN", "REPLACE", "UCASE", "LCASE",
		"ENCODE_FOR_URI", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER",
		"YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "NOW", "UUID", "STRUUID",
		"MD5", "SHA1", "SHA256", "SHA384", "SHA512", "COALESCE", "IF", "STRLANG", "STRLANGDIR", "STRDT",
		"sameTerm", "isIRI", "isURI", "isBLANK", "isLITERAL", "isNUMERIC", "hasLANG", "hasLANGDIR",
		"REGEX", "isTRIPLE", "TRIPLE", "SUBJECT", "PREDICATE", "OBJECT",
	}
}

// spelling is the specification's way of writing a built-in, from its
// upper-case name.
func spelling(name string) string {
	switch name {
	case "SAMETERM":
		return "sameTerm"
	case "ISIRI":
		return "isIRI"
	case "ISURI":
		return "isURI"
	case "ISBLANK":
		return "isBLANK"
	case "ISLITERAL":
		return "isLITERAL"
	case "ISNUMERIC":
		return "isNUMERIC"
	case "ISTRIPLE":
		return "isTRIPLE"
	case "HASLANG":
		return "hasLANG"
	case "HASLANGDIR":
		return "hasLANGDIR"
	case "TRUE":
		return "true"
	case "FALSE":
		return "false"
	}
	return name
}
