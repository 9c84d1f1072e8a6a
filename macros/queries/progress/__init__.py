"""Calls and reports into who has done what: one year of every pair of unit and measure, their sums, changes and gaps."""
