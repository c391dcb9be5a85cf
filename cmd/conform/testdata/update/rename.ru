PREFIX : <http://example.org/> DELETE { ?s :nick ?n } INSERT { ?s :name ?n } WHERE { ?s :nick ?n }
