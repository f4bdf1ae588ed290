"""`tongpin seed`, `import` and `export`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from bot.cli.context import Failed, program
from bot.files import OrderRow, RowProblem, check_references, read_file, write_csv
from bot.files.tables import TABLES
from bot.seeding import Report, apply_configured, is_empty, seed, store
from cards.wording import Wording
from core.orders import NodeKind, Order, OrderLine
from storage import audit, master
from storage.tables import AuditEvent


def seed_sample() -> None:
    """Load the sample factory into an empty database."""
    with program() as running:
        if not is_empty(running):
            raise Failed("seed: the database already holds a factory. Use a new one (database.url) for the sample.")
        report = seed(running)
        print(f"The sample factory is loaded: {sum(t.inserted for t in report.tables.values())} rows.")


def import_files(paths: Iterable[Path]) -> None:
    """Load files; good rows are stored, bad cells are named. Ends with 1 when any row was refused."""
    with program() as running:
        apply_configured(running)  # orders are given to people: those of the configuration count as much as a file's
        today = running.clock().astimezone(running.settings.zone).date()
        files = [file for path in paths for file in read_file(path, today=today, zone=running.settings.zone)]
        with running.database.read() as session:
            known = master.known(session)
        checked = check_references(files, known)
        report = store(running, checked)
        _print_report(report, running.bus.wording)
    if report.contradiction is not None:
        raise Failed("import: the rows are stored, but no order can be planned until this is put right, see above.")
    if report.problems:
        refused = len({(p.file, p.sheet, p.row) for p in report.problems})
        raise Failed(f"import: {refused} rows were not taken, see above. Correct them and import the file again.")


def export_all(folder: Path) -> None:
    """Write every table as CSV, and the audit trail as JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    with program() as running, running.database.read() as session:
        language, zone = running.settings.locale.language, running.settings.zone
        for table in TABLES:
            rows = _order_rows(session) if table == "order" else master.rows(session, table)
            (folder / f"{table}.csv").write_bytes(write_csv(table, rows, language=language, zone=zone))
        with (folder / "audit.jsonl").open("w", encoding="utf-8") as out:
            for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.seq))):
                out.write(json.dumps(event.model_dump(mode="json"), ensure_ascii=False, sort_keys=True) + "\n")
        broken = list(audit.broken_links(session))
    print(f"{len(TABLES)} tables and the audit trail written to {folder}")
    if broken:
        raise Failed(f"export: the audit trail does not hold together at rows {broken[:10]}.")


def _print_report(report: Report, words: Wording) -> None:
    for table, counts in report.tables.items():
        print(f"{words.label(table, 'table')} ({table}): +{counts.inserted} ~{counts.updated} ={counts.unchanged}")
    for problem in report.problems:
        print(problem_line(problem, words))
    if report.contradiction is not None:
        print(words.refusal(report.contradiction))
    for order_no in report.impossible:
        print(words.say("import.impossible", order_no=order_no))


def problem_line(problem: RowProblem, words: Wording) -> str:
    """One refused cell: file, sheet, cell, what stands there and why it cannot be."""
    why = words.say(f"import.{problem.reason.value}", **problem.facts)
    return words.say(
        "import.line", file=problem.file, cell=problem.cell or str(problem.row), header=problem.column,
        value=problem.value, why=why,
    )  # fmt: skip


def _order_rows(session: Session) -> list[dict[str, Any]]:
    rows = []
    for order in session.exec(select(Order).order_by(col(Order.order_no))):
        given = [a.department for a in order.acknowledgements if a.is_given]
        for line in order.lines:
            rows.append(_order_row(order, line, given))
    return rows


def _order_row(order: Order, line: OrderLine, given: list[str]) -> dict[str, Any]:
    drawing, finish = order.node(NodeKind.DRAWING), order.node(NodeKind.FINISH)
    return OrderRow(
        order_no=order.order_no, line_no=line.line_no, customer=order.customer_code, product=line.product_code,
        quantity=line.quantity, requested_date=line.requested_date, first_promise_date=line.first_promise_date,
        promise_date=line.promise_date, actual_ship_date=line.actual_ship_date, status=order.status,
        percent=finish.percent, owner=order.owner, acknowledged=given, spec=line.spec, requirement=line.requirement,
        placed_at=order.placed_at, held_until=order.held_until, design_due_date=drawing.planned_date,
        is_design_released=drawing.is_done, on_hold_reason=order.on_hold_reason,
    ).model_dump()  # fmt: skip
