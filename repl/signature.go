package repl

// signature says what the arguments of a built-in function are; "" when there
// is nothing to say.
func signature(function string) string {
	return map[string]string{
		"STR": "term → text", "LANG": "literal → tag", "LANGMATCHES": "tag, range", "DATATYPE": "literal → IRI",
		"BOUND": "?variable", "IRI": "text → IRI", "URI": "text → IRI", "BNODE": "[label]",
		"ABS": "number", "CEIL": "number", "FLOOR": "number", "ROUND": "number", "RAND": "",
		"CONCAT": "text, …", "STRLEN": "text", "UCASE": "text", "LCASE": "text", "ENCODE_FOR_URI": "text",
		"CONTAINS": "text, part", "STRSTARTS": "text, start", "STRENDS": "text, end",
		"STRBEFORE": "text, mark", "STRAFTER": "text, mark", "SUBSTR": "text, from 1 [, length]",
		"REPLACE": "text, pattern, by [, flags]", "REGEX": "text, pattern [, flags]",
		"YEAR": "date-time", "MONTH": "date-time", "DAY": "date-time", "HOURS": "date-time",
		"MINUTES": "date-time", "SECONDS": "date-time", "TIMEZONE": "date-time", "TZ": "date-time", "NOW": "",
		"UUID": "", "STRUUID": "", "MD5": "text", "SHA1": "text", "SHA256": "text", "SHA384": "text", "SHA512": "text",
		"COALESCE": "expression, …", "IF": "condition, then, else", "STRLANG": "text, tag", "STRDT": "text, datatype",
		"SAMETERM": "term, term", "ISIRI": "term", "ISURI": "term", "ISBLANK": "term", "ISLITERAL": "term", "ISNUMERIC": "term",
		"COUNT": "[DISTINCT] expression or *", "SUM": "[DISTINCT] number", "MIN": "expression", "MAX": "expression",
		"AVG": "[DISTINCT] number", "SAMPLE": "expression", "GROUP_CONCAT": `[DISTINCT] text [; SEPARATOR=","]`,
		"EXISTS": "{ pattern }", "TRIPLE": "s, p, o", "SUBJECT": "triple", "PREDICATE": "triple", "OBJECT": "triple", "ISTRIPLE": "term",
	}[function]
}
