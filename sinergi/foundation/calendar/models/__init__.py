from sinergi.foundation.calendar.models.day_correction import DayCorrection

__all__ = ["DayCorrection"]
