"""Requests of one browser on this computer into answers of the desk; everybody else's into refusals."""
