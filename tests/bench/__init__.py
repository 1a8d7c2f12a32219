"""`make bench`: what the product costs and how fast it is, next to other servers on the same machine. See README.md."""
