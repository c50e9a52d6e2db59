"""The map of Europe: its projection, its shapes, and how close marks are kept apart."""
