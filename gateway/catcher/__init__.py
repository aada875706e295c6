"""The inbox of an embedded installation: the mails that were caught instead of sent."""
