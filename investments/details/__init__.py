"""What the page of a record reads besides the record itself: one function a model.

Each returns the context of its template. The number of queries never grows with the rows, and a
section shows at most `LIMIT` of them: the lists show all.
"""

from investments.details.changes import changes
from investments.details.events import event
from investments.details.figures import figure, statistic
from investments.details.industries import industry
from investments.details.parties import organisation, person
from investments.details.places import place
from investments.details.projects import project
from investments.details.sources import anything, source

__all__ = [
    "anything",
    "changes",
    "event",
    "figure",
    "industry",
    "organisation",
    "person",
    "place",
    "project",
    "source",
    "statistic",
]
