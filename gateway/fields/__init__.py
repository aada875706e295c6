"""The questions of a form as fields of a page, and a form that was sent as answers again."""
