"""The use cases: what the terminal and the web both call. No HTTP, no terminal."""
