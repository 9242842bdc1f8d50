"""What an activity is: something to do before a camera, and how a kind of it is described to the rest of the studio."""
