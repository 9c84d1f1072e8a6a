"""The state of a project into what there is to do today, and its lists into ways to every record."""
