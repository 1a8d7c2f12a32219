"""Tests of live rooms."""
