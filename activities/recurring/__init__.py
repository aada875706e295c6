"""Recurring cycles at work: what is due is launched, and the timers that look are kept."""
