"""`base` is the product; `test` is the product as the test suite runs it."""
