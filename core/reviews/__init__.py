"""Reviews: whether those who will design and make an order understand it, and what they answer before it is sold."""

from core.reviews.answer import AnswerKind as AnswerKind
from core.reviews.answer import Feasibility as Feasibility
from core.reviews.answer import Proposal as Proposal
from core.reviews.answer import ReviewAnswer as ReviewAnswer
from core.reviews.question import ReviewQuestion as ReviewQuestion
from core.reviews.raci import RaciRole as RaciRole
from core.reviews.raci import RaciRule as RaciRule
from core.reviews.raci import RaciStage as RaciStage
from core.reviews.review import Review as Review
from core.reviews.reviewer import Reviewer as Reviewer
