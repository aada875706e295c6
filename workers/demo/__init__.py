"""The demonstration: a whole year of an invented organisation, played on the real servers."""
