"""A file of a drawing. Its bytes are elsewhere, under their hash; this says what they are."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column


class DrawingFile(Entity, table=True):
    """One file of one revision. The same bytes in one revision are kept once."""

    __tablename__ = "drawing_file"
    __table_args__ = (UniqueConstraint("task_no", "drawing_revision", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    task_no: str = Field(index=True)
    drawing_revision: int = Field(ge=1)
    name: str
    media_type: str
    size: int = Field(ge=0)
    """Bytes."""
    sha256: str = Field(index=True)
    uploaded_by: str
    uploaded_at: datetime = Field(sa_column=aware_column())
    source: str = ""
    """The message that brought it, `platform:message id`."""
