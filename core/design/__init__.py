"""Design tasks: the drawing that a custom line waits for, its files, and what production does meanwhile."""

from core.design.file import DrawingFile as DrawingFile
from core.design.prep import PrepTask as PrepTask
from core.design.question import ShopQuestion as ShopQuestion
from core.design.status import PrepKind as PrepKind
from core.design.status import TaskStatus as TaskStatus
from core.design.task import DesignTask as DesignTask
from core.design.waiver import StartWaiver as StartWaiver
from core.design.waiver import StartWaiverState as StartWaiverState
