"""Forms that units filled into reports under plan/reports/, and a year's reports into a file that stays."""
