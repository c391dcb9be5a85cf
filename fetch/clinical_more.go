package fetch

import (
	"cmp"
	"encoding/base64"

	"github.com/trivet-rdf/trivet/graph"
)

// AllergyExclusion says that a patient has no allergies of a kind.
type AllergyExclusion struct {
	IRI  string
	Name Code
	Date Date
}

// Procedure is one procedure done.
type Procedure struct {
	IRI          string
	Name, Status Code
	Date         Date
	Notes        string
}

// LabPanel is a group of laboratory results.
type LabPanel struct {
	IRI     string
	Name    Code
	Results []string // IRIs
}

// FamilyHistory is what is known of one relative.
type FamilyHistory struct {
	IRI          string
	Relative     Code
	Problems     []Code
	Birth, Death Date
	Height       Quantity
}

// SocialHistory is a patient's habits.
type SocialHistory struct {
	IRI     string
	Smoking Code
}

// Document is a document, a clinical note, a photograph or a medical image: as
// described by the container, and with its bytes when they were asked for
// (format=combined) or are in the note.
type Document struct {
	IRI             string
	Title, FileName string
	MediaType       string // "image/png"
	Date            Date
	Types           []Code
	Size            Quantity // bytes
	Location        string   // where its bytes are
	Hash            string   // of its bytes, SHA-256 in hexadecimal
	Content         []byte   // nil when the graph does not hold them
	Provider        string   // name of who made it
	Study           string   // of a medical image: IRI of its imaging study
}

// ImagingStudy is a study with its series of images.
type ImagingStudy struct {
	IRI, Title string
	Date       Date
	Accession  string
	Modalities []Code
	Series     []Series
}

// Series is one series of a study's images, in order.
type Series struct {
	Title    string
	Modality Code
	Images   []string // IRIs
}

// codes reads every sp:CodedValue of a property.
func (n node) codes(property string) []Code {
	var out []Code
	for _, v := range n.each(property) {
		out = append(out, Code{Title: v.text(nsDC + "title"), IRI: v.text(nsSP + "code")})
	}
	return out
}

// AllergyExclusionsOf reads the statements of no allergies in a graph.
func AllergyExclusionsOf(g *graph.Graph) []AllergyExclusion {
	return all(g, "AllergyExclusion", func(n node, iri string) AllergyExclusion {
		return AllergyExclusion{IRI: iri, Name: n.code(nsSP + "allergyExclusionName"), Date: n.date(nsDC + "date")}
	})
}

// ProceduresOf reads the procedures in a graph.
func ProceduresOf(g *graph.Graph) []Procedure {
	return all(g, "Procedure", func(n node, iri string) Procedure {
		return Procedure{
			IRI: iri, Name: n.code(nsSP + "procedureName"), Status: n.code(nsSP + "procedureStatus"), Date: n.date(nsDC + "date"), Notes: n.text(nsSP + "notes"),
		}
	})
}

// LabPanelsOf reads the laboratory panels in a graph.
func LabPanelsOf(g *graph.Graph) []LabPanel {
	return all(g, "LabPanel", func(n node, iri string) LabPanel {
		return LabPanel{IRI: iri, Name: n.code(nsSP + "labName"), Results: n.texts(nsSP + "labResult")}
	})
}

// FamilyHistoriesOf reads the observations about relatives in a graph.
func FamilyHistoriesOf(g *graph.Graph) []FamilyHistory {
	return all(g, "FamilyHistory", func(n node, iri string) FamilyHistory {
		return FamilyHistory{
			IRI: iri, Relative: n.code(nsSP + "aboutRelative"), Problems: n.codes(nsSP + "hasProblem"), Height: n.quantity(nsSP + "height"),
			Birth: ParseDate(cmp.Or(n.text(nsVCard+"bday"), n.text(nsSP+"dateOfBirth"))), // containers write the second
			Death: ParseDate(cmp.Or(n.text(nsVCard+"deathdate"), n.text(nsSP+"dateOfDeath"))),
		}
	})
}

// SocialHistoriesOf reads the social histories of the records in a graph.
func SocialHistoriesOf(g *graph.Graph) []SocialHistory {
	return all(g, "SocialHistory", func(n node, iri string) SocialHistory {
		return SocialHistory{IRI: iri, Smoking: n.code(nsSP + "smokingStatus")}
	})
}

// DocumentsOf reads the documents in a graph.
func DocumentsOf(g *graph.Graph) []Document { return all(g, "Document", node.document) }

// ClinicalNotesOf reads the clinical notes in a graph.
func ClinicalNotesOf(g *graph.Graph) []Document { return all(g, "ClinicalNote", node.document) }

// PhotographsOf reads the photographs in a graph.
func PhotographsOf(g *graph.Graph) []Document { return all(g, "Photograph", node.document) }

// MedicalImagesOf reads the medical images in a graph.
func MedicalImagesOf(g *graph.Graph) []Document { return all(g, "MedicalImage", node.document) }

func (n node) document(iri string) Document {
	resource := n.to(nsSP + "resource")
	name := n.to(nsSP + "provider").to(nsVCard + "n")
	d := Document{
		IRI: iri, Title: n.text(nsDC + "title"), FileName: n.text(nsSP + "fileName"), Date: n.date(nsDC + "date"), Types: n.codes(nsSP + "documentType"),
		MediaType: n.to(nsDC + "format").text("http://www.w3.org/2000/01/rdf-schema#label"), Size: n.quantity(nsSP + "fileSize"),
		Location: resource.text(nsSP + "location"), Hash: resource.to(nsSP + "hash").text(nsSP + "value"),
		Study: n.text(nsSP + "imagingStudy"), Provider: name.text(nsVCard + "given-name"),
	}
	if family := name.text(nsVCard + "family-name"); d.Provider != "" && family != "" {
		d.Provider += " " + family
	} else {
		d.Provider += family
	}
	content := resource.to(nsSP + "content")
	if content.t.IsAny() {
		return d
	}
	text := content.text(nsSP + "value")
	d.Content = []byte(text)
	if content.text(nsSP+"encoding") == "Base64" {
		if bytes, err := base64.StdEncoding.DecodeString(text); err == nil {
			d.Content = bytes
		}
	}
	return d
}

// ImagingStudiesOf reads the imaging studies in a graph.
func ImagingStudiesOf(g *graph.Graph) []ImagingStudy {
	return all(g, "ImagingStudy", func(n node, iri string) ImagingStudy {
		s := ImagingStudy{
			IRI: iri, Title: n.text(nsDC + "title"), Date: n.date(nsDC + "date"), Accession: n.text(nsSP + "accessionNumber"), Modalities: n.codes(nsSP + "modality"),
		}
		for _, one := range n.each(nsSP + "series") {
			images := list(g, one.to(nsSP+"images").t)
			s.Series = append(s.Series, Series{Title: one.text(nsDC + "title"), Modality: one.code(nsSP + "modality"), Images: images})
		}
		return s
	})
}
