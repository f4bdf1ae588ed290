"""Imports every module that fills one of the tables, so that none is forgotten."""

from handlers import (
    capacity,
    carding,
    departments,
    forecasting,
    importing,
    intake,
    lookups,
    machines,
    materials,
    pinning,
    plan_telling,
    planning,
    promising,
    publishing,
    repromise_telling,
    repromising,
    rights,
    risks,
    rushing,
    staff,
    telling,
    watch,
)

MODULES = (
    capacity, carding, departments, forecasting, importing, intake, lookups, machines, materials, pinning, plan_telling,
    planning, promising, publishing, repromise_telling, repromising, rights, risks, rushing, staff, telling, watch,
)  # fmt: skip
