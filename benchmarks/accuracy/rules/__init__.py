"""How often each rule of form and each limit of the range is wrong about right form, and how often it finds a fault."""
