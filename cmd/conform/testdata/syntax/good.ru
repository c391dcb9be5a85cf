PREFIX : <http://example.org/> INSERT DATA { :a :p 1 } ; DELETE WHERE { :a :p ?x }
