from sinergi.foundation.access.models.api_key import ApiKey
from sinergi.foundation.access.models.grant import Grant
from sinergi.foundation.access.models.leave import Leave
from sinergi.foundation.access.models.open_session import OpenSession
from sinergi.foundation.access.models.remembered import Remembered
from sinergi.foundation.access.models.role import Role
from sinergi.foundation.access.models.user import User

__all__ = ["ApiKey", "Grant", "Leave", "OpenSession", "Remembered", "Role", "User"]
