"""What other sites say into reposts and into reports on links."""
