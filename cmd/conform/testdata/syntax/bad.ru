INSERT DATA { <a:a> <a:p> ?x }
