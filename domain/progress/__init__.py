"""How far objectives have come: readings, changes, and what stands now."""
