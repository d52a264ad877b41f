from directory.models.area import Area, AreaGroupPermission, AreaSuccession, Village
from directory.models.body import AnnouncedDate, Body, Office, Territory
from directory.models.people import Tenure, User

__all__ = [
    "AnnouncedDate",
    "Area",
    "AreaGroupPermission",
    "AreaSuccession",
    "Body",
    "Office",
    "Tenure",
    "Territory",
    "User",
    "Village",
]
