"""The HTTP room: step pages, the HR console and the JSON API."""
