"""Who reaches what: every route and message, for every kind of person, against tables written by hand."""
