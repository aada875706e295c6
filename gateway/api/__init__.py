"""The pages' acts for programs: JSON under /api/v1, with tokens, problems and a feed of events."""
