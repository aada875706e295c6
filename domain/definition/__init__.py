"""The process as data: what a cycle definition may say."""
