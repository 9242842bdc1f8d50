"""Who may enter a studio: accounts, names, passwords, links, and the log of what happened."""
