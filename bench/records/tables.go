package records

import (
	"fmt"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// drug is a medication with its directions.
type drug struct {
	coding
	instructions string
	unit         string
	perDay       int
}

// lab is a test: the distribution of its values among the healthy, and its normal
// range. A test without a range has answers in words.
type lab struct {
	coding
	unit     string
	low, top float64
	decimals int
}

// problem is a disorder, the index of the drug it is usually treated with (-1:
// none), and the index of the lab that it raises.
type problem struct {
	coding
	drug int
	lab  int
}

// tables are the codes to choose from, most common first.
type tables struct {
	problems   []problem
	drugs      []drug
	labs       []lab
	vaccines   []vaccine
	procedures []coding
	sets       closedSets

	problemChoice, drugChoice, labChoice, vaccineChoice, procedureChoice workload.Zipf
}

type vaccine struct {
	coding
	class coding
}

// The number of codes of each kind, invented ones included.
const (
	problemCodes   = 400
	drugCodes      = 500
	labCodes       = 110
	procedureCodes = 60
)

func newTables() *tables {
	t := &tables{drugs: drugTable(), labs: labTable(), vaccines: vaccineTable(), procedures: procedureTable(), sets: newClosedSets()}
	t.problems = problemTable(t)
	t.problemChoice = workload.NewZipf(len(t.problems), 1.05)
	t.drugChoice = workload.NewZipf(len(t.drugs), 1.05)
	t.labChoice = workload.NewZipf(len(t.labs), 0.9)
	t.vaccineChoice = workload.NewZipf(len(t.vaccines), 0.6)
	t.procedureChoice = workload.NewZipf(len(t.procedures), 0.9)
	return t
}

func problemTable(t *tables) []problem {
	named := []struct{ id, title, drug, lab string }{
		{"38341003", "Hypertensive disorder", "lisinopril 10 MG Oral Tablet", "Creatinine"},
		{"55822004", "Hyperlipidemia", "simvastatin 20 MG Oral Tablet", "LDL Cholesterol"},
		{"44054006", "Diabetes mellitus type 2", "metformin 500 MG Oral Tablet", "Hemoglobin A1c"},
		{"195967001", "Asthma", "albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", ""},
		{"235595009", "Gastroesophageal reflux disease", "omeprazole 20 MG Oral Capsule", ""},
		{"35489007", "Depressive disorder", "sertraline 50 MG Oral Tablet", ""},
		{"40930008", "Hypothyroidism", "levothyroxine 0.05 MG Oral Tablet", "TSH"},
		{"414916001", "Obesity", "", "Glucose"},
		{"161891005", "Backache", "ibuprofen 600 MG Oral Tablet", ""},
		{"444814009", "Viral sinusitis", "", ""},
		{"61582004", "Allergic rhinitis", "loratadine 10 MG Oral Tablet", ""},
		{"68566005", "Urinary tract infectious disease", "ciprofloxacin 500 MG Oral Tablet", "Leukocytes"},
		{"197480006", "Anxiety disorder", "lorazepam 1 MG Oral Tablet", ""},
		{"396275006", "Osteoarthritis", "naproxen 500 MG Oral Tablet", ""},
		{"49436004", "Atrial fibrillation", "warfarin sodium 5 MG Oral Tablet", "INR"},
		{"53741008", "Coronary arteriosclerosis", "aspirin 81 MG Oral Tablet", "LDL Cholesterol"},
		{"13645005", "Chronic obstructive lung disease", "tiotropium 0.018 MG Inhalant Powder", ""},
		{"709044004", "Chronic kidney disease", "furosemide 40 MG Oral Tablet", "Creatinine"},
		{"42343007", "Congestive heart failure", "carvedilol 6.25 MG Oral Tablet", "Sodium"},
		{"271737000", "Anemia", "ferrous sulfate 325 MG Oral Tablet", "Hemoglobin"},
		{"64859006", "Osteoporosis", "alendronic acid 70 MG Oral Tablet", "Calcium"},
		{"37796009", "Migraine", "sumatriptan 50 MG Oral Tablet", ""},
		{"10509002", "Acute bronchitis", "azithromycin 250 MG Oral Tablet", ""},
		{"65363002", "Otitis media", "amoxicillin 500 MG Oral Capsule", ""},
		{"233604007", "Pneumonia", "amoxicillin 500 MG Oral Capsule", "Leukocytes"},
		{"90560007", "Gout", "allopurinol 100 MG Oral Tablet", "Uric acid"},
		{"266569009", "Benign prostatic hypertrophy", "tamsulosin 0.4 MG Oral Capsule", "PSA"},
		{"73430006", "Sleep apnea", "", ""},
		{"43116000", "Eczema", "hydrocortisone 25 MG/ML Topical Cream", ""},
		{"193570009", "Cataract", "", ""},
		{"23986001", "Glaucoma", "latanoprost 0.05 MG/ML Ophthalmic Solution", ""},
		{"22298006", "Myocardial infarction", "clopidogrel 75 MG Oral Tablet", "Troponin I"},
		{"230690007", "Cerebrovascular accident", "clopidogrel 75 MG Oral Tablet", ""},
		{"84757009", "Epilepsy", "levetiracetam 500 MG Oral Tablet", ""},
		{"69896004", "Rheumatoid arthritis", "methotrexate 2.5 MG Oral Tablet", "C-reactive protein"},
		{"9014002", "Psoriasis", "", ""},
		{"24700007", "Multiple sclerosis", "", ""},
		{"87522002", "Iron deficiency anemia", "ferrous sulfate 325 MG Oral Tablet", "Ferritin"},
	}
	list := make([]problem, 0, problemCodes)
	for _, p := range named {
		list = append(list, problem{coding{&snomed, p.id, p.title}, t.drugNamed(p.drug), t.labNamed(p.lab)})
	}
	for i := len(list); i < problemCodes; i++ {
		p := problem{coding{&snomed, fmt.Sprint(990000000 + i*7), fmt.Sprintf("Demonstration disorder, kind %d", i)}, -1, -1}
		if i%2 == 0 {
			p.drug = i
		}
		list = append(list, p)
	}
	return list
}

func (t *tables) drugNamed(title string) int {
	for i := range t.drugs {
		if t.drugs[i].title == title {
			return i
		}
	}
	return -1
}

func (t *tables) labNamed(title string) int {
	for i := range t.labs {
		if t.labs[i].title == title {
			return i
		}
	}
	return -1
}

func drugTable() []drug {
	names := []string{
		"lisinopril 10 MG Oral Tablet", "simvastatin 20 MG Oral Tablet", "metformin 500 MG Oral Tablet",
		"aspirin 81 MG Oral Tablet", "albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "omeprazole 20 MG Oral Capsule",
		"levothyroxine 0.05 MG Oral Tablet", "amlodipine 5 MG Oral Tablet", "hydrochlorothiazide 25 MG Oral Tablet",
		"ibuprofen 600 MG Oral Tablet", "sertraline 50 MG Oral Tablet", "azithromycin 250 MG Oral Tablet",
		"atorvastatin 20 MG Oral Tablet", "loratadine 10 MG Oral Tablet", "amoxicillin 500 MG Oral Capsule",
		"lorazepam 1 MG Oral Tablet", "ciprofloxacin 500 MG Oral Tablet", "naproxen 500 MG Oral Tablet",
		"warfarin sodium 5 MG Oral Tablet", "furosemide 40 MG Oral Tablet", "carvedilol 6.25 MG Oral Tablet",
		"metoprolol tartrate 50 MG Oral Tablet", "prednisone 10 MG Oral Tablet", "gabapentin 300 MG Oral Capsule",
		"ferrous sulfate 325 MG Oral Tablet", "alendronic acid 70 MG Oral Tablet", "sumatriptan 50 MG Oral Tablet",
		"allopurinol 100 MG Oral Tablet", "tamsulosin 0.4 MG Oral Capsule", "tiotropium 0.018 MG Inhalant Powder",
		"clopidogrel 75 MG Oral Tablet", "hydrocortisone 25 MG/ML Topical Cream", "latanoprost 0.05 MG/ML Ophthalmic Solution",
		"levetiracetam 500 MG Oral Tablet", "methotrexate 2.5 MG Oral Tablet", "insulin glargine 100 UNT/ML Injectable Solution",
	}
	directions := []string{"1 tablet daily", "1 at bedtime", "take as directed", "1 tablet by mouth twice a day", "2 puffs every 4 hours as needed"}
	list := make([]drug, drugCodes)
	for i := range list {
		d := drug{instructions: directions[(i*i)%len(directions)], unit: "{tablet}", perDay: 1 + i%3%2}
		d.coding = coding{&rxnorm, fmt.Sprint(310000 + i*37), fmt.Sprintf("demonstrol-%d %d MG Oral Tablet", i, 5*(1+i%20))}
		if i < len(names) {
			d.title = names[i]
		}
		list[i] = d
	}
	return list
}

func vaccineTable() []vaccine {
	class := func(name string) coding { return coding{&vaccineSets, name, name} }
	one := func(id, title, set string) vaccine { return vaccine{coding{&vaccines, id, title}, class(set)} }
	return []vaccine{
		one("141", "Influenza, seasonal, injectable", "FLU"), one("140", "Influenza, seasonal, injectable, preservative free", "FLU"),
		one("20", "DTaP", "DTAP"), one("10", "IPV", "POLIO"), one("17", "Hib, unspecified formulation", "HIB"),
		one("133", "Pneumococcal conjugate PCV 13", "PneumoPCV"), one("08", "Hep B, adolescent or pediatric", "HepB"),
		one("03", "MMR", "MMR"), one("21", "varicella", "VARICELLA"), one("115", "Tdap", "TDAP"),
		one("116", "rotavirus, pentavalent", "ROTAVIRUS"), one("83", "Hep A, ped/adol, 2 dose", "HepA"),
		one("33", "pneumococcal polysaccharide PPV23", "PneumoPPV"), one("62", "HPV, quadrivalent", "HPV"),
		one("114", "meningococcal MCV4P", "MENING"), one("121", "zoster", "ZOSTER"), one("110", "DTaP-Hep B-IPV", "DTAP"),
		one("113", "Td (adult) preservative free", "TD"), one("52", "Hep A, adult", "HepA"), one("18", "rabies, intramuscular injection", "RABIES"),
	}
}

func procedureTable() []coding {
	list := []coding{
		{&procedures, "73761001", "Colonoscopy"}, {&procedures, "80146002", "Appendectomy"}, {&procedures, "38102005", "Cholecystectomy"},
		{&procedures, "24623002", "Screening mammography"}, {&procedures, "29303009", "Electrocardiographic procedure"},
		{&procedures, "52734007", "Total replacement of hip"}, {&procedures, "609588000", "Total knee replacement"},
		{&procedures, "232717009", "Coronary artery bypass graft"}, {&procedures, "11466000", "Cesarean section"},
	}
	for i := len(list); i < procedureCodes; i++ {
		list = append(list, coding{&procedures, fmt.Sprint(980000000 + i*11), fmt.Sprintf("Demonstration procedure %d", i)})
	}
	return list
}
