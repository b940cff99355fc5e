"""What a good response to each kind of request looks like: criteria as data.

One Markdown file a task in `tasks/`, read by `load`; a user's directory goes over them.
"""

from realign.criteria.loader import load
from realign.criteria.model import CriteriaSet, Criterion, Example
from realign.criteria.requirements import Requirement
from realign.criteria.taxonomy import TASKS

__all__ = ["TASKS", "CriteriaSet", "Criterion", "Example", "Requirement", "load"]
