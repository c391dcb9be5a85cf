package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
)

// pageData is what the template shows.
type pageData struct {
	Title, Text, Detail string
	CSRF                string // of the logout form; "" leaves it out
	Patient             bool   // the rest is there
	Medications         []fetch.Medication
	Refills             []refill
}

// show fetches the patient's name and medications and shows them.
func (a *app) show(w http.ResponseWriter, r *http.Request, s *session, record string) error {
	ctx := r.Context()
	g, err := s.client.Record(ctx, record, fetch.WithCollections("demographics", "medications/", "fulfillments/"))
	if err != nil {
		return err
	}
	who, err := fetch.DemographicsOf(ctx, g)
	if err != nil {
		return err
	}
	medications, err := fetch.MedicationsOf(ctx, g)
	if err != nil {
		return err
	}
	day := a.now()
	due, err := refills(ctx, g, time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	s.remember(record)
	d := pageData{Title: "Hello, " + patient(who), CSRF: s.csrf, Patient: true, Medications: medications, Refills: due}
	a.page(w, http.StatusOK, d)
	return nil
}

// patient is a name to greet with.
func patient(all []fetch.Demographics) string {
	for _, d := range all {
		if name := strings.TrimSpace(d.Given + " " + d.Family); name != "" {
			return name
		}
	}
	return "patient without a name"
}
