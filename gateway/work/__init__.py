"""My work: what lies before a person, their reviews, actions, plans and feedback."""
