"""Articles, events and daily pieces into what is hung up or sent on: posters as PDF, pictures as PNG."""
