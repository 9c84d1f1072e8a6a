"""What editors save into snapshots told in their words, and what was into what is again."""
