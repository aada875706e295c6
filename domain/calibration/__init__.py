"""A calibration session: a panel looks at the ratings of a group together."""
