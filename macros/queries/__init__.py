"""Records into answers to what pages ask: who leads, what is next, what goes with what."""
