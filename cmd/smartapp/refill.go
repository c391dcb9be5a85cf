package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query"
)

// refillQuery asks for every dispensing with the days it lasts, and when the
// medication was to end.
const refillQuery = `
PREFIX sp: <http://smartplatforms.org/terms#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?med ?name ?date ?days ?end {
  ?med a sp:Medication ;
    sp:drugName [ dcterms:title ?name ] ;
    sp:fulfillment ?fill .
  ?fill dcterms:date ?date ;
    sp:dispenseDaysSupply ?days .
  OPTIONAL { ?med sp:endDate ?end }
}`

// refill is a drug whose supply has an end.
type refill struct {
	Drug string
	Due  time.Time // the day it runs out
	Days int       // that have passed since, 0 on the day itself
}

// refills are the drugs that have run out by today, the longest overdue first:
// of each medication its last supply counts. Medications that have ended are
// left out, dates and numbers that cannot be read passed over.
func refills(ctx context.Context, g *graph.Graph, today time.Time) ([]refill, error) {
	rows, err := query.Select(ctx, g, refillQuery)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	last := map[string]refill{}
	for row, err := range rows.All() {
		if err != nil {
			return nil, err
		}
		date := fetch.ParseDate(row.String("date")).Time
		days, err := strconv.ParseFloat(row.String("days"), 64)
		if date.IsZero() || err != nil || days < 0 || days > 10_000 || ended(row.String("end"), today) {
			continue
		}
		due := date.AddDate(0, 0, int(days))
		if med := row.String("med"); due.After(last[med].Due) {
			last[med] = refill{Drug: row.String("name"), Due: due}
		}
	}
	var out []refill
	for _, r := range last {
		if !r.Due.After(today) {
			r.Days = int(today.Sub(r.Due).Hours() / 24)
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b refill) int {
		if c := a.Due.Compare(b.Due); c != 0 {
			return c
		}
		return strings.Compare(a.Drug, b.Drug)
	})
	return out, nil
}

// ended reports whether a medication's last day is over.
func ended(text string, today time.Time) bool {
	end := fetch.ParseDate(text).Time
	return !end.IsZero() && end.Before(today)
}
