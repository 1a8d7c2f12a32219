"""Who may do what: the policy table. Pure Python."""
