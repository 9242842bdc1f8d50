"""How well exercises that were learned from one clip count on others."""
