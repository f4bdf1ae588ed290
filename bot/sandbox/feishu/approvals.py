"""Forms of 审批: filed, decided, cancelled; each step is an event in the old envelope (feishu.md §9)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from bot.sandbox.common.faults import SandboxRefused
from bot.sandbox.feishu import envelope, model
from bot.sandbox.feishu.pusher import Pusher
from bot.sandbox.feishu.world import World

PENDING, APPROVED, REJECTED, CANCELED, DONE = "PENDING", "APPROVED", "REJECTED", "CANCELED", "DONE"


class Approvals:
    """Changes forms and, where the app has subscribed, tells it of every step. Call within `World.change()`."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world = world
        self._pusher = pusher

    def define(self, code: str, name: str, controls: Sequence[str], nodes: Sequence[Mapping[str, str]]) -> None:
        """An administrator makes a definition, or changes it."""
        with self._world.change():
            self._world.definitions.put(
                model.ApprovalDefinition(code, name, list(controls), [dict(node) for node in nodes])
            )

    def file(self, approval_code: str, uuid: str, applicant: str, form: str, chosen: dict[str, list[str]]) -> str:
        """File a form; gives its code."""
        instance = model.ApprovalInstance(
            str(uuid4()).upper(), approval_code, uuid, applicant, form, chosen, self._world.now_ms
        )
        self._note(instance, "START", applicant, "", "")
        self._world.instances.put(instance)
        self._tell_instance(instance)
        self._go_on(instance)
        return instance.code

    def decide(self, open_id: str, instance_code: str, *, agrees: bool, comment: str) -> None:
        """One approver decides about the task they have. Raises SandboxRefused when they have none."""
        with self._world.change():
            instance = self.running(instance_code)
            task = next((it for it in instance.tasks if it["open_id"] == open_id and it["status"] == PENDING), None)
            if task is None:
                raise SandboxRefused("not_an_approver", open_id=open_id, instance_code=instance_code)
            self._end_task(instance, task, APPROVED if agrees else REJECTED, comment)
            if agrees:
                self._go_on(instance)
            else:
                self._end(instance, REJECTED)

    def cancel(self, open_id: str, instance_code: str) -> None:
        """The applicant takes the form back."""
        with self._world.change():
            instance = self.running(instance_code)
            if open_id != instance.applicant:
                raise SandboxRefused("not_yours", instance_code=instance_code)
            self._end(instance, CANCELED)

    def running(self, instance_code: str) -> model.ApprovalInstance:
        """A form that is not decided. Raises SandboxRefused."""
        instance = self._world.instances.get(instance_code)
        if instance is None or instance.status != PENDING:
            raise SandboxRefused("not_running", instance_code=instance_code)
        return instance

    def _go_on(self, instance: model.ApprovalInstance) -> None:
        """End the node that has what it needs, and ask the next; the last one ends the form."""
        for node in self._nodes(instance):
            tasks = [it for it in instance.tasks if it["node_id"] == node["node_id"]]
            if not tasks:
                self._ask(instance, node)
                tasks = [it for it in instance.tasks if it["node_id"] == node["node_id"]]
            done = [it for it in tasks if it["status"] in (APPROVED, DONE)]
            is_enough = bool(done) if node.get("type") == "OR" else len(done) == len(tasks)
            if tasks and not is_enough:
                self._world.instances.put(instance)
                return
            for task in tasks:
                if task["status"] == PENDING:
                    self._end_task(instance, task, DONE, "")
        self._end(instance, APPROVED)

    def _nodes(self, instance: model.ApprovalInstance) -> list[dict[str, str]]:
        definition = self._world.definitions.get(instance.approval_code)
        return definition.nodes if definition is not None else []

    def _ask(self, instance: model.ApprovalInstance, node: Mapping[str, str]) -> None:
        for open_id in instance.chosen.get(node["node_id"], []):
            task = {
                "id": str(7012345000000000000 + self._world.next_seq()), "node_id": node["node_id"],
                "node_name": node.get("name", ""), "type": node.get("type", "AND"), "open_id": open_id,
                "status": PENDING, "start_time": str(self._world.now_ms), "end_time": "0",
            }  # fmt: skip
            instance.tasks.append(task)
            self._tell_task(instance, task)

    def _end_task(self, instance: model.ApprovalInstance, task: dict[str, Any], status: str, comment: str) -> None:
        task["status"], task["end_time"] = status, str(self._world.now_ms)
        if status != DONE:
            self._note(instance, "PASS" if status == APPROVED else "REJECT", task["open_id"], task["id"], comment)
        self._tell_task(instance, task)

    def _end(self, instance: model.ApprovalInstance, status: str) -> None:
        instance.status = status
        for task in instance.tasks:
            if task["status"] == PENDING:
                task["status"], task["end_time"] = DONE, str(self._world.now_ms)
        if status == CANCELED:
            self._note(instance, "CANCEL", instance.applicant, "", "")
        self._world.instances.put(instance)
        self._tell_instance(instance)

    def _note(self, instance: model.ApprovalInstance, kind: str, open_id: str, task_id: str, comment: str) -> None:
        instance.timeline.append(
            {"type": kind, "create_time": str(self._world.now_ms), "open_id": open_id, "task_id": task_id,
             "comment": comment}
        )  # fmt: skip

    def _tell_instance(self, instance: model.ApprovalInstance) -> None:
        now = str(self._world.now_ms)
        told = {"status": instance.status, "operate_time": now, "instance_operate_time": now, "uuid": instance.uuid}
        self._tell(instance, "approval_instance", told)

    def _tell_task(self, instance: model.ApprovalInstance, task: Mapping[str, Any]) -> None:
        person = self._world.people.get(task["open_id"])
        told = {
            "task_id": task["id"], "open_id": task["open_id"], "user_id": person.user_id if person else "",
            "status": task["status"], "operate_time": str(self._world.now_ms), "custom_key": "",
            "def_key": task["node_id"], "extra": "",
        }  # fmt: skip
        self._tell(instance, "approval_task", told)

    def _tell(self, instance: model.ApprovalInstance, kind: str, told: Mapping[str, Any]) -> None:
        definition = self._world.definitions.get(instance.approval_code)
        if definition is None or not definition.is_subscribed:
            return
        about = {"approval_code": instance.approval_code, "instance_code": instance.code}
        self._pusher.emit(kind, envelope.v1(self._world, kind, {**about, **told}))
