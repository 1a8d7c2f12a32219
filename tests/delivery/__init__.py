"""Images under a grant."""
