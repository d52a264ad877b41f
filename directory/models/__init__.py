from directory.models.area import Area, AreaGroupPermission, AreaSuccession, Village
from directory.models.body import AnnouncedDate, Body, Office, Territory
from directory.models.card import AccessCard
from directory.models.people import Tenure, User
from directory.models.submission import Submission

__all__ = [
    "AccessCard",
    "AnnouncedDate",
    "Area",
    "AreaGroupPermission",
    "AreaSuccession",
    "Body",
    "Office",
    "Submission",
    "Tenure",
    "Territory",
    "User",
    "Village",
]
