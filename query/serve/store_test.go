package serve_test

func crashChild(dir string) {}
