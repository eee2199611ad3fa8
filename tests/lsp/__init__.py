"""The language server, over stdio as an editor drives it."""
