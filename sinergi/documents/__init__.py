"""Documents: values in, bytes out. Nothing here asks a question or knows who is looking."""
