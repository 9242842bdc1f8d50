"""How many faults that were made on purpose are found, and how many are invented on clean sets."""
