// Package eval evaluates expressions: it compiles them once into closures over
// batches of term IDs, and keeps the terms that a query makes.
//
// # Model
//
// [Compile] turns an algebra expression into an [Expr] for batches of one
// schema. Inside, each sub-expression is a code: functions that give its value,
// its effective boolean value or its term ID for one row, and perhaps one that
// filters a whole batch. What an expression works on is decided by its shape, at
// compile time:
//
//   - a variable against a constant or another variable is compared by ID where
//     equal terms are the only equal values, and by the number column of the
//     snapshot where both are numbers: no parsing, no allocation;
//   - a && b filters by a, then what is left by b; a || b tests with b only what
//     a left over;
//   - an expression of one variable that costs something (a cast, a string
//     function, a regular expression) is computed once per distinct term of that
//     column and remembered, in bounded memory, as long as that pays;
//   - what depends on no variable is computed at compile time.
//
// A [Dict] holds the terms of one query: those of its snapshot, and those it
// computes, which get local IDs; literals are parsed once. An [Env] is the rest
// an expression may ask for: the time, the base, limits, custom functions.
//
// # Errors
//
// An expression error is an error for which value.IsExpression holds; it costs
// no allocation and never leaves Expr.ID or Expr.Filter. Any other error stops
// the query: a *LimitError, a *FuncError, the context's.
//
// # Beyond the specification
//
// Where SPARQL leaves an error, some more is defined: dates, times and
// durations compute and compare as in XPath; GROUP_CONCAT takes IRIs and all
// literals; ADJUST is known. REGEX and REPLACE have XPath's syntax without
// back-references, so that matching takes linear time.
package eval
