"""How fast, how steady and how tight Sinergi is, measured on throw-away data. docs/howto/measuring.md tells how to read it."""
