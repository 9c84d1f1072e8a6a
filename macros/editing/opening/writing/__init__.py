"""A read plan and what was answered → the files of a project that builds at once."""
