"""The demonstration: images and people that `make demo` starts with."""
