"""Accounts, REST, the live socket and the built front end, thin over studio and store."""
