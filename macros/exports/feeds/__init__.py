"""Records into what programs follow: Atom, JSON Feed, calendars."""
