"""A read plan → the questions on everything that was guessed or not known, and what their answers change."""
