"""Work on strangers' files in a guarded child process: bounds on memory, processor time and files; no network."""
