"""The test suite. One folder per app; `e2e` in a real browser, `bench` measures and is not run by `make test`."""
