"""Actions: something somebody is asked to do by a day, and that is not lost until it has ended."""
