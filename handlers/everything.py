"""Imports every module that fills one of the tables, so that none is forgotten."""

from handlers import (
    departments,
    importing,
    intake,
    lookups,
    machines,
    plan_telling,
    planning,
    promising,
    publishing,
    rights,
    staff,
    telling,
    watch,
)

MODULES = (
    departments, importing, intake, lookups, machines, plan_telling, planning, promising, publishing,
    rights, staff, telling, watch,
)  # fmt: skip
