"""A project into a site: once, while somebody writes, or with MkDocs as the one who writes the pages."""
