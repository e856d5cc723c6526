from hypothesis import settings

# A busy machine is not a failed property.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
