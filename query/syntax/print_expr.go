package syntax

// The levels of expressions, from loose to tight.
const (
	levelOr = iota
	levelAnd
	levelRelational
	levelAdditive
	levelMultiplicative
	levelUnary
	levelPrimary
)

// level is the level of an expression.
func level(e Expr) int {
	switch e := e.(type) {
	case *Binary:
		return binaryLevel(e.Op)
	case *In:
		return levelRelational
	case *Unary:
		return levelUnary
	}
	return levelPrimary
}

func binaryLevel(op string) int {
	switch op {
	case "||":
		return levelOr
	case "&&":
		return levelAnd
	case "+", "-":
		return levelAdditive
	case "*", "/":
		return levelMultiplicative
	}
	return levelRelational
}

// leftLevel is the loosest level that may stand to the left of an operator
// without parentheses. Comparisons cannot be chained.
func leftLevel(op string) int {
	if l := binaryLevel(op); l != levelRelational {
		return l
	}
	return levelAdditive
}

// expr prints an expression, in parentheses if it is looser than least.
func (p *printer) expr(e Expr, least int) {
	if level(e) < least {
		p.put("(")
		defer p.put(")")
	}
	switch e := e.(type) {
	case *TermExpr:
		p.term(e.Term)
	case *Binary:
		p.binary(e)
	case *Unary:
		p.unary(e)
	case *In:
		p.expr(e.X, levelAdditive)
		if e.Not {
			p.put(" NOT")
		}
		p.put(" IN ")
		p.args(e.List)
	case *Call:
		p.put(spelling(e.Name))
		p.args(e.Args)
	case *FunctionCall:
		p.functionCall(e)
	case *Aggregate:
		p.aggregate(e)
	case *Exists:
		if e.Not {
			p.put("NOT ")
		}
		p.put("EXISTS ")
		p.group(e.Group)
	}
}

// binary prints a chain of operators. It goes down the left side by a loop,
// because a chain may be a hundred thousand operators long.
func (p *printer) binary(b *Binary) {
	var chain []*Binary
	for {
		chain = append(chain, b)
		left, ok := b.L.(*Binary)
		if !ok || level(left) < leftLevel(b.Op) {
			break
		}
		b = left
	}
	p.expr(b.L, leftLevel(b.Op))
	for i := len(chain) - 1; i >= 0; i-- {
		b := chain[i]
		p.put(" ", b.Op, " ")
		p.expr(b.R, max(leftLevel(b.Op), binaryLevel(b.Op)+1))
	}
}

// unary prints a sign or a negation. A sign in front of a bare number would
// become part of the number; parentheses keep them apart.
func (p *printer) unary(u *Unary) {
	p.put(u.Op)
	if u.Op == "!" {
		p.expr(u.X, levelUnary)
		return
	}
	if t, ok := u.X.(*TermExpr); ok {
		if lit, ok := t.Term.(*Literal); ok && lit.Bare {
			p.put("(", lit.Lexical, ")")
			return
		}
	}
	p.expr(u.X, levelPrimary)
}

func (p *printer) args(list []Expr) {
	p.put("(")
	join(p, list, ", ", func(e Expr) { p.expr(e, levelOr) })
	p.put(")")
}

func (p *printer) functionCall(f *FunctionCall) {
	p.iri(f.Name)
	if !f.Distinct {
		p.args(f.Args)
		return
	}
	p.put("(DISTINCT ")
	join(p, f.Args, ", ", func(e Expr) { p.expr(e, levelOr) })
	p.put(")")
}

func (p *printer) aggregate(a *Aggregate) {
	p.put(a.Name, "(")
	if a.Distinct {
		p.put("DISTINCT ")
	}
	if a.Star {
		p.put("*")
	} else {
		p.expr(a.Arg, levelOr)
	}
	if a.HasSep {
		p.put("; SEPARATOR = ", quote(a.Separator))
	}
	p.put(")")
}

// constraint prints a condition; what is not a call needs parentheses.
func (p *printer) constraint(e Expr) {
	switch e.(type) {
	case *Call, *FunctionCall, *Aggregate, *Exists:
		p.expr(e, levelOr)
	default:
		p.put("(")
		p.expr(e, levelOr)
		p.put(")")
	}
}

// named prints (expr AS ?v), or ?v without an expression.
func (p *printer) named(e Expr, v *Var) {
	if e == nil {
		p.term(v)
		return
	}
	p.put("(")
	p.expr(e, levelOr)
	p.put(" AS ")
	p.term(v)
	p.put(")")
}
