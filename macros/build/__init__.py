"""A project into a site: once, while somebody writes, or through MkDocs."""
