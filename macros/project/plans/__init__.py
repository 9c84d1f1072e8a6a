"""The folders of plans → plans: a text, what is said of it, the tree over it."""
