"""Traces from click to mail: follows the spans of a process and sends them to a collector."""
