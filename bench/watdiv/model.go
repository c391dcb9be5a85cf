package watdiv

// kind is a class of resources.
type kind int

const (
	genre kind = iota
	subGenre
	topic
	productCategory
	city
	country
	language
	role
	ageGroup
	gender
	product
	retailer
	offer
	purchase
	website
	review
	user
	kinds
)

func (k kind) String() string {
	return [kinds]string{"Genre", "SubGenre", "Topic", "ProductCategory", "City", "Country", "Language", "Role", "AgeGroup", "Gender",
		"Product", "Retailer", "Offer", "Purchase", "Website", "Review", "User"}[k]
}

// group is attributes that a resource has together or not at all.
type group struct {
	chance     float64
	of         only
	attributes []attribute
}

// described is what the model says of a kind.
type described struct {
	count  int  // at scale one
	scales bool // with the scale; otherwise always so many
	groups []group
	links  []link
}

func some(chance float64, a ...attribute) group { return group{chance: chance, attributes: a} }

// in restricts a group to products of a category.
func (g group) in(category int) group { g.of = only{category: category + 1}; return g }

// in restricts a link to products of a category.
func (l link) in(category int) link { l.of = only{category: category + 1}; return l }

func upTo(most int) howMany  { return howMany{most, uniform} }
func about(most int) howMany { return howMany{most, normal} }
func just(n int) howMany     { return howMany{n, exactly} }

// The roles, in the numbers that a link's to has.
const (
	role0 = 1 + iota
	role1
	role2
)

// theModel is built once: it is not changed.
var theModel = [kinds]described{
	genre: {count: 21}, topic: {count: 250}, productCategory: {count: 15}, country: {count: 25}, language: {count: 35},
	role: {count: 3}, ageGroup: {count: 9}, gender: {count: 2},
	subGenre: {count: 145, links: []link{
		{predicate: rdfType, target: genre, count: just(1), chance: 1}, {predicate: og + "tag", target: topic, count: upTo(6), chance: 1}}},
	city:     {count: 240, links: []link{{predicate: gn + "parentCountry", target: country, count: just(1), chance: 1, choice: skewed}}},
	product:  {count: 250, scales: true, groups: productGroups, links: productLinks},
	retailer: {count: 12, scales: true, groups: retailerGroups, links: retailerLinks},
	offer: {count: 900, scales: true, groups: offerGroups, links: []link{
		{predicate: gr + "includes", target: product, count: just(1), chance: 1},
		{predicate: sorg + "eligibleRegion", target: country, count: just(5), chance: 0.5, choice: skewed}}},
	purchase: {count: 1500, scales: true, groups: []group{
		some(1, attribute{gr + "price", number(0, 999)}), some(0.3, attribute{wsdbm + "purchaseDate", day("2012-01-01", "2012-12-31")})},
		links: []link{{predicate: wsdbm + "purchaseFor", target: product, count: just(1), chance: 1, choice: skewed}}},
	website: {count: 50, scales: true, groups: []group{some(1, attribute{sorg + "url", phrase}, attribute{wsdbm + "hits", number(0, 10_000)})},
		links: []link{{predicate: sorg + "language", target: language, count: just(1), chance: 1, choice: skewed}}},
	review: {count: 1500, scales: true, groups: []group{
		some(1, attribute{rev + "rating", number(0, 10)}), some(0.3, attribute{rev + "title", phrase}),
		some(0.7, attribute{rev + "text", phrase}), some(0.05, attribute{rev + "totalVotes", number(1, 999)})},
		links: []link{{predicate: rev + "reviewer", target: user, count: just(1), chance: 1, to: role1}}},
	user: {count: 1000, scales: true, groups: userGroups, links: userLinks},
}

func model() *[kinds]described { return &theModel }
