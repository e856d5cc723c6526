"""Record linkage for Indonesian population data: plain Python, no framework, nothing of Sinergi."""
