"""How well hand shapes and signs are read, verified and told apart."""
