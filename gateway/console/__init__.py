"""HR's console: launch a cycle, watch it, steer it, and read what happened."""
