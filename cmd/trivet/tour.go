package main

// tourText is the tour. A test types the lines that begin with the prompt.
const tourText = `Ten minutes with the shell, without a network. "trivet demo" starts a SMART
container with invented patients on this machine, logs in, fetches the record of
one of them, and ends in the shell. Type what stands after the prompt.

1. What is there?

  trivet> .stats
  trivet> .classes
  trivet> .predicates sp:Medication
  trivet> .sample sp:Medication 2
  trivet> .draft sp:Problem

The last one wrote a query for you. Up brings it back, .edit opens it.

2. Ask. Tab completes from the data: after "?m a sp:Medication ; " it offers
what medications have. A whole query on one line runs at once.

  trivet> SELECT ?name ?since { ?m a sp:Medication ; sp:drugName [ dcterms:title ?name ] ; sp:startDate ?since } ORDER BY ?since

A query may have several lines; the prompt shows what is still open, and an
empty line runs it. Ctrl-C stops a query, never the shell.

3. Nothing found? A slip is pointed at, .fix mends it, .why says which pattern
leaves no rows.

  trivet> SELECT ?m { ?m a sp:Medicaton }
  trivet> .why
  trivet> .fix

4. How is it answered?

  trivet> .explain SELECT ?n { ?m a sp:Medication ; sp:drugName [ dcterms:title ?n ] }
  trivet> .profile

5. See it. The same with "> picture.svg" draws it to a file.

  trivet> .graph CONSTRUCT WHERE { ?p a sp:Demographics ; vc:n ?n . ?n vc:given-name ?g ; vc:family-name ?f }

6. Fetch. FROM reads a collection of the record that you are logged in to; Tab
completes its address after "FROM <".

  trivet> .fetch /records/{record}/problems/
  trivet> .undo

7. Change, compare, take back, keep.

  trivet> SELECT (COUNT(*) AS ?n) { ?s a sp:Medication }
  trivet> INSERT DATA { <urn:m1> a sp:Medication }
  trivet> SELECT (COUNT(*) AS ?n) { ?s a sp:Medication }
  trivet> .diff
  trivet> .undo
  trivet> .name medications
  trivet> .run medications

8. Other forms of answers.

  trivet> .mode csv
  trivet> .run medications
  trivet> .mode markdown
  trivet> .run medications

".help" lists all commands, ".help COMMAND" explains one; .quit leaves.
`
