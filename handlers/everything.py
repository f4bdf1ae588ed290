"""Imports every module that fills one of the tables, so that none is forgotten."""

import handlers.badparts.deciding
import handlers.badparts.telling
import handlers.capacity
import handlers.carding
import handlers.changes.applying
import handlers.changes.consenting
import handlers.changes.deciding
import handlers.changes.delegating
import handlers.changes.forms
import handlers.changes.idling
import handlers.changes.mirror_telling
import handlers.changes.mirroring
import handlers.changes.receipt_drawings
import handlers.changes.receipt_telling
import handlers.changes.receipts
import handlers.changes.review_telling
import handlers.changes.reviewing
import handlers.changes.showing
import handlers.changes.telling
import handlers.departments
import handlers.design.asking
import handlers.design.drawing
import handlers.design.filing
import handlers.design.following
import handlers.design.life
import handlers.design.opening
import handlers.design.preparing
import handlers.design.showing
import handlers.design.telling
import handlers.design.waiving
import handlers.drawings
import handlers.engineering.applying
import handlers.engineering.assessing
import handlers.engineering.drafting
import handlers.engineering.drawings
import handlers.engineering.flagged
import handlers.engineering.rivals
import handlers.engineering.telling
import handlers.errands
import handlers.forecasting
import handlers.handovers.drawing
import handlers.handovers.handing
import handlers.handovers.telling
import handlers.handovers.things
import handlers.importing
import handlers.intake
import handlers.lookups
import handlers.machines
import handlers.manufacturability.checking
import handlers.manufacturability.drawing
import handlers.manufacturability.ruling
import handlers.manufacturability.telling
import handlers.manufacturability.waiving
import handlers.materials
import handlers.order_changes.applying
import handlers.order_changes.asking
import handlers.order_changes.deciding
import handlers.order_changes.drawing
import handlers.order_changes.effects
import handlers.order_changes.telling
import handlers.pinning
import handlers.plan_telling
import handlers.planning
import handlers.promising
import handlers.publishing
import handlers.repromise_telling
import handlers.repromising
import handlers.reviews.answering
import handlers.reviews.chasing
import handlers.reviews.founding
import handlers.reviews.telling
import handlers.revising
import handlers.rights
import handlers.risks
import handlers.rush_telling
import handlers.rushing
import handlers.solutions.matching
import handlers.solutions.telling
import handlers.staff
import handlers.substitutes.deciding
import handlers.substitutes.telling
import handlers.telling
import handlers.undoing
import handlers.watch

MODULES = (
    handlers.badparts.deciding,
    handlers.badparts.telling,
    handlers.capacity,
    handlers.carding,
    handlers.changes.applying,
    handlers.changes.consenting,
    handlers.changes.deciding,
    handlers.changes.delegating,
    handlers.changes.forms,
    handlers.changes.idling,
    handlers.changes.mirror_telling,
    handlers.changes.mirroring,
    handlers.changes.receipt_drawings,
    handlers.changes.receipt_telling,
    handlers.changes.receipts,
    handlers.changes.review_telling,
    handlers.changes.reviewing,
    handlers.changes.showing,
    handlers.changes.telling,
    handlers.departments,
    handlers.design.asking,
    handlers.design.drawing,
    handlers.design.filing,
    handlers.design.following,
    handlers.design.life,
    handlers.design.opening,
    handlers.design.preparing,
    handlers.design.showing,
    handlers.design.telling,
    handlers.design.waiving,
    handlers.drawings,
    handlers.engineering.applying,
    handlers.engineering.assessing,
    handlers.engineering.drafting,
    handlers.engineering.drawings,
    handlers.engineering.flagged,
    handlers.engineering.rivals,
    handlers.engineering.telling,
    handlers.errands,
    handlers.forecasting,
    handlers.handovers.drawing,
    handlers.handovers.handing,
    handlers.handovers.telling,
    handlers.handovers.things,
    handlers.importing,
    handlers.intake,
    handlers.lookups,
    handlers.machines,
    handlers.manufacturability.checking,
    handlers.manufacturability.drawing,
    handlers.manufacturability.ruling,
    handlers.manufacturability.telling,
    handlers.manufacturability.waiving,
    handlers.materials,
    handlers.order_changes.applying,
    handlers.order_changes.asking,
    handlers.order_changes.deciding,
    handlers.order_changes.drawing,
    handlers.order_changes.effects,
    handlers.order_changes.telling,
    handlers.pinning,
    handlers.plan_telling,
    handlers.planning,
    handlers.promising,
    handlers.publishing,
    handlers.repromise_telling,
    handlers.repromising,
    handlers.reviews.answering,
    handlers.reviews.chasing,
    handlers.reviews.founding,
    handlers.reviews.telling,
    handlers.revising,
    handlers.rights,
    handlers.risks,
    handlers.rush_telling,
    handlers.rushing,
    handlers.solutions.matching,
    handlers.solutions.telling,
    handlers.staff,
    handlers.substitutes.deciding,
    handlers.substitutes.telling,
    handlers.telling,
    handlers.undoing,
    handlers.watch,
)
