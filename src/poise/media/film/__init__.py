"""Write MP4 films that play everywhere: encoder, sound, index at the front."""
