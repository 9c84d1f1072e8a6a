"""What every room stands on: problems with their place, dates, what the system says."""
