"""Time and order: durable processes that run for a year and do no input or output themselves."""
