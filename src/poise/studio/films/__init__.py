"""Films that people bring: their files in blobs, and what becomes of them."""
