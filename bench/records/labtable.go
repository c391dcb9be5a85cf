package records

import "fmt"

// labTable lists the tests, most common first: the named ones with the ranges
// that laboratories print, then invented ones.
func labTable() []lab {
	one := func(id, title, unit string, low, top float64, decimals int) lab {
		return lab{coding{&loinc, id, title}, unit, low, top, decimals}
	}
	list := []lab{
		one("2345-7", "Glucose", "mg/dL", 70, 105, 0),
		one("2951-2", "Sodium", "mEq/L", 135, 145, 0),
		one("2823-3", "Potassium", "mEq/L", 3.5, 5.0, 1),
		one("2160-0", "Creatinine", "mg/dL", 0.6, 1.3, 1),
		one("2075-0", "Chloride", "mEq/L", 98, 107, 0),
		one("2028-9", "Carbon dioxide", "mEq/L", 22, 29, 0),
		one("3094-0", "Urea nitrogen", "mg/dL", 7, 20, 0),
		one("718-7", "Hemoglobin", "g/dL", 12, 17.5, 1),
		one("4544-3", "Hematocrit", "%", 36, 50, 1),
		one("6690-2", "Leukocytes", "10*3/uL", 4.5, 11, 1),
		one("777-3", "Platelets", "10*3/uL", 150, 400, 0),
		one("13457-7", "LDL Cholesterol", "mg/dL", 50, 130, 0),
		one("2085-9", "HDL Cholesterol", "mg/dL", 40, 80, 0),
		one("2093-3", "Cholesterol", "mg/dL", 120, 200, 0),
		one("2571-8", "Triglyceride", "mg/dL", 40, 150, 0),
		one("4548-4", "Hemoglobin A1c", "%", 4, 6, 1),
		one("17861-6", "Calcium", "mg/dL", 8.5, 10.5, 1),
		one("1742-6", "Alanine aminotransferase", "U/L", 7, 56, 0),
		one("1920-8", "Aspartate aminotransferase", "U/L", 10, 40, 0),
		one("1751-7", "Albumin", "g/dL", 3.5, 5.0, 1),
		one("2885-2", "Protein", "g/dL", 6.0, 8.3, 1),
		one("1975-2", "Bilirubin", "mg/dL", 0.1, 1.2, 1),
		one("6768-6", "Alkaline phosphatase", "U/L", 44, 147, 0),
		one("3016-3", "TSH", "mIU/L", 0.4, 4.5, 2),
		one("6301-6", "INR", "{INR}", 0.8, 1.2, 1),
		one("5902-2", "Prothrombin time", "s", 11, 13.5, 1),
		one("2276-4", "Ferritin", "ng/mL", 15, 200, 0),
		one("2132-9", "Cobalamin (Vitamin B12)", "pg/mL", 200, 900, 0),
		one("1989-3", "25-hydroxyvitamin D3", "ng/mL", 30, 100, 0),
		one("2857-1", "PSA", "ng/mL", 0.1, 4.0, 1),
		one("3084-1", "Uric acid", "mg/dL", 3.5, 7.2, 1),
		one("30522-7", "C-reactive protein", "mg/L", 0.2, 3.0, 1),
		one("10839-9", "Troponin I", "ng/mL", 0.01, 0.04, 2),
		one("600-7", "Bacteria identified in blood by culture", "", 0, 0, 0),
		one("630-4", "Bacteria identified in urine by culture", "", 0, 0, 0),
		one("5778-6", "Color of urine", "", 0, 0, 0),
	}
	for i := len(list); i < labCodes; i++ {
		low := float64(1 + i%17)
		list = append(list, one(fmt.Sprintf("%d-%d", 90000+i*13, i%10), fmt.Sprintf("Demonstration analyte %d", i), "mg/dL", low, low*2.5, i%3))
	}
	return list
}
