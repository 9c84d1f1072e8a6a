"""A published plan as text, Word file or PDF → a proposed tree with its units and duties, and what a person is asked."""
