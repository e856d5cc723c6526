#!/usr/bin/env python
"""Django's own commands, for people who develop Sinergi. Operators use `sinergi`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings")
execute_from_command_line(sys.argv)
