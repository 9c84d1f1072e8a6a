"""Words that are not ready into drafts outside the build, and what a unit answered into a signature under them."""
