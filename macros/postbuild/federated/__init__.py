"""The words of pages into an index that the search of a city's or a province's portal can merge into its own."""
