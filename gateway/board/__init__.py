"""The calibration board: a panel looks at the ratings of a group together and moves some."""
