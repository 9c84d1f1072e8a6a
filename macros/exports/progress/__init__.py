"""What units report as open data, as the report of a year for Word and Excel, and as the form that a unit fills."""
