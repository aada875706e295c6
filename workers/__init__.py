"""Everything that runs: the command line, the processes, the settings and the wiring."""
