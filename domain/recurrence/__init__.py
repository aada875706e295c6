"""Cycles that come again: by the calendar, or some time after somebody was hired."""
