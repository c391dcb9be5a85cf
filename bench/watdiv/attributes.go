package watdiv

// The categories of products that have attributes of their own.
const (
	concert = iota
	album
	movie
	book
	article
)

var productGroups = []group{
	some(1, attribute{og + "title", phrase}),
	some(0.6, attribute{sorg + "description", phrase}),
	some(0.3, attribute{sorg + "contentRating", number(6, 18)}),
	some(0.3, attribute{sorg + "keywords", phrase}),
	some(0.3, attribute{sorg + "text", phrase}),
	some(0.1, attribute{sorg + "contentSize", number(0, 9999)}),
	some(0.1, attribute{sorg + "caption", phrase}),
	some(0.05, attribute{sorg + "expires", day("2014-01-01", "2019-12-31")}),

	some(0.8, attribute{mo + "opus", number(0, 999)}, attribute{mo + "movement", number(0, 9)}).in(concert),
	some(0.5, attribute{wsdbm + "composer", name}).in(concert),
	some(0.5, attribute{mo + "performer", phrase}).in(concert),

	some(0.5, attribute{mo + "producer", phrase}).in(album),
	some(0.5, attribute{mo + "record_number", number(0, 999)}).in(album),
	some(0.5, attribute{mo + "release", day("1950-01-01", "2013-12-31")}).in(album),

	some(0.3, attribute{sorg + "duration", number(0, 500)}).in(movie),
	some(0.5, attribute{sorg + "producer", phrase}).in(movie),
	some(0.1, attribute{sorg + "award", phrase}).in(movie),
	some(0.1, attribute{sorg + "award", phrase}).in(movie),
	some(0.1, attribute{sorg + "award", phrase}).in(movie),

	some(1, attribute{sorg + "isbn", number(1, 1<<30)}).in(book),
	some(0.5, attribute{sorg + "bookEdition", usual(1, 6)}).in(book),
	some(0.25, attribute{sorg + "numberOfPages", usual(1, 999)}).in(book),

	some(0.8, attribute{sorg + "publisher", phrase}).in(article),
	some(0.7, attribute{sorg + "datePublished", day("1970-01-01", "2013-12-31")}).in(article),
	some(0.2, attribute{sorg + "wordCount", usual(250, 10_000)}).in(article),
	some(0.2, attribute{sorg + "printColumn", number(1970, 2013)}, attribute{sorg + "printEdition", number(1, 36)}).in(article),
	some(0.2, attribute{sorg + "printPage", number(1, 999)}, attribute{sorg + "printSection", number(1, 9)}).in(article),
}

var retailerGroups = []group{
	some(1, attribute{gr + "name", phrase}, attribute{gr + "description", phrase}),
	some(0.8, attribute{sorg + "openingHours", number(6, 18)}),
	some(0.6, attribute{sorg + "paymentAccepted", phrase}),
	some(0.8, attribute{sorg + "email", phrase}),
	some(0.7, attribute{sorg + "telephone", number(1_111_111, 9_999_999)}),
	some(0.1, attribute{sorg + "faxNumber", number(1_111_111, 9_999_999)}),
	some(0.4, attribute{sorg + "aggregateRating", number(1, 10)}),
	some(0.1, attribute{sorg + "legalName", phrase}),
}

var offerGroups = []group{
	some(1, attribute{gr + "serialNumber", number(11_111_111, 99_999_999)}),
	some(1, attribute{gr + "price", number(0, 999)}),
	some(0.4, attribute{gr + "validFrom", day("2013-01-01", "2013-06-21")}),
	some(0.4, attribute{gr + "validThrough", day("2013-09-01", "2013-12-31")}),
	some(0.2, attribute{sorg + "priceValidUntil", day("2013-06-22", "2013-08-31")}),
	some(1, attribute{sorg + "eligibleQuantity", number(1, 9)}),
}

var userGroups = []group{
	some(1, attribute{wsdbm + "userId", number(1_000_000, 9_999_999)}),
	some(0.7, attribute{foaf + "givenName", name}, attribute{foaf + "familyName", name}),
	some(0.2, attribute{sorg + "birthDate", day("1970-01-01", "1999-12-31")}),
	some(0.9, attribute{sorg + "email", phrase}),
	some(0.05, attribute{sorg + "telephone", number(1_111_111, 9_999_999)}),
	some(0.05, attribute{sorg + "jobTitle", phrase}),
}
