"""The image builder's own code: see pack.py for what it does and in which order."""
