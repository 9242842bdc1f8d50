"""Pictures to poses: the models, MediaPipe, parallel video."""
