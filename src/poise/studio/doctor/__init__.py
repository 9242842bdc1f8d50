"""The doctor: whether everything is here that Poise needs."""
