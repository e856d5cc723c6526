"""The element-verification service of the population register, as plain Python: no Django, no clock, nothing stored."""
