"""What is kept of a complaint. What citizens write, and who they are, is sealed (``opd.private``)."""

from opd.complaints.models.complaint import Complaint, Photo, Reporter
from opd.complaints.models.course import Assignment, Event, Outcome, Response, Warned
from opd.complaints.models.office import Counter, Officer

__all__ = [
    "Assignment",
    "Complaint",
    "Counter",
    "Event",
    "Officer",
    "Outcome",
    "Photo",
    "Reporter",
    "Response",
    "Warned",
]
