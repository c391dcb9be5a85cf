package watdiv

import "github.com/trivet-rdf/trivet/bench/workload"

const rdfType = workload.Type

var productLinks = []link{
	{predicate: wsdbm + "hasGenre", target: subGenre, count: just(2), chance: 1, choice: middle},
	{predicate: wsdbm + "hasGenre", target: subGenre, count: upTo(3), chance: 0.25, choice: middle},
	{predicate: og + "tag", target: topic, count: about(20), chance: 0.6},
	{predicate: foaf + "homepage", target: website, count: just(1), chance: 0.25},
	{predicate: rev + "hasReview", target: review, count: about(60), chance: 0.2, once: true},

	link{predicate: mo + "conductor", target: user, count: just(1), chance: 0.5, to: role2}.in(concert),
	link{predicate: mo + "performed_in", target: city, count: just(1), chance: 0.5, choice: skewed}.in(concert),

	link{predicate: mo + "artist", target: user, count: just(1), chance: 0.8, choice: skewed, to: role2}.in(album),

	link{predicate: sorg + "actor", target: user, count: about(25), chance: 0.8, to: role2}.in(movie),
	link{predicate: sorg + "director", target: user, count: just(1), chance: 0.8, choice: skewed, to: role2}.in(movie),
	link{predicate: sorg + "trailer", target: website, count: upTo(3), chance: 0.1}.in(movie),
	link{predicate: sorg + "language", target: language, count: upTo(4), chance: 0.3, choice: skewed}.in(movie),

	link{predicate: sorg + "author", target: user, count: about(4), chance: 0.8, to: role2}.in(book),
	link{predicate: sorg + "editor", target: user, count: about(4), chance: 0.4, to: role2}.in(book),
	link{predicate: sorg + "language", target: language, count: upTo(10), chance: 0.05, choice: skewed}.in(book),

	link{predicate: sorg + "author", target: user, count: just(1), chance: 0.8}.in(article),
	link{predicate: sorg + "editor", target: user, count: about(3), chance: 0.1}.in(article),
}

var retailerLinks = []link{
	{predicate: gr + "offers", target: offer, count: about(180), chance: 1, choice: skewed},
	{predicate: gr + "offers", target: offer, count: about(90), chance: 0.5, choice: middle},
	{predicate: gr + "offers", target: offer, count: about(45), chance: 0.25},
	{predicate: sorg + "contactPoint", target: user, count: just(1), chance: 0.8, once: true},
	{predicate: sorg + "employee", target: user, count: upTo(10), chance: 0.2, once: true},
}

var userLinks = []link{
	{predicate: wsdbm + "likes", target: product, count: about(5), chance: 0.2, choice: skewed},
	{predicate: wsdbm + "likes", target: product, count: about(25), chance: 0.05},
	{predicate: foaf + "homepage", target: website, count: just(1), chance: 0.05, once: true},
	{predicate: wsdbm + "subscribes", target: website, count: about(15), chance: 0.2},
	{predicate: wsdbm + "follows", target: user, count: about(5), chance: 0.2, choice: skewed, to: role2},
	{predicate: wsdbm + "follows", target: user, count: about(15), chance: 0.3, to: role1},
	{predicate: wsdbm + "follows", target: user, count: about(100), chance: 0.6, to: role0},
	{predicate: wsdbm + "friendOf", target: user, count: about(225), chance: 0.4},
	{predicate: dc + "Location", target: city, count: just(1), chance: 0.4, choice: skewed},
	{predicate: foaf + "age", target: ageGroup, count: just(1), chance: 0.5, choice: middle},
	{predicate: wsdbm + "gender", target: gender, count: just(1), chance: 0.6},
	{predicate: sorg + "nationality", target: country, count: just(1), chance: 0.2, choice: skewed},
	{predicate: wsdbm + "makesPurchase", target: purchase, count: about(20), chance: 0.3, of: only{role: role0}, once: true},
}
