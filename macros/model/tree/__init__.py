"""A plan: its published text, and the tree that an editor lays over it."""
