"""The rules of what units report: one module on what an entry may say, one on calls, files and what lies across them."""
