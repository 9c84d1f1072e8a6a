"""The plan as data for others: one module a format, one table of them."""
