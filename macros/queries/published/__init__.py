"""The published text and its tables, as pages show and compare them."""
