"""Imports every module that fills one of the tables, so that none is forgotten."""

from handlers import (
    capacity,
    departments,
    forecasting,
    importing,
    intake,
    lookups,
    machines,
    materials,
    plan_telling,
    planning,
    promising,
    publishing,
    rights,
    risks,
    rushing,
    staff,
    telling,
    watch,
)

MODULES = (
    capacity, departments, forecasting, importing, intake, lookups, machines, materials, plan_telling, planning,
    promising, publishing, rights, risks, rushing, staff, telling, watch,
)  # fmt: skip
