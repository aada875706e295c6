"""A load: invented people who go through reviews on an installation, and what that costs it."""
