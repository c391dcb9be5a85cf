MOVE <http://example.org/old> TO <http://example.org/new>
