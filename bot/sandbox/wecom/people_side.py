"""Everything people do in the corp: joining, speaking to the app, clicking its cards."""

from collections.abc import Sequence

from bot.sandbox.wecom import model
from bot.sandbox.wecom.approvals import ALL, Approvals, Filing
from bot.sandbox.wecom.clicks import ClickOutcome, Clicks
from bot.sandbox.wecom.news import News
from bot.sandbox.wecom.presses import Selections
from bot.sandbox.wecom.reading import Reading
from bot.sandbox.wecom.roster import Roster, person_of
from bot.sandbox.wecom.speech import Kind, Speech
from bot.sandbox.wecom.world import World


class PeopleSide:
    """Raises SandboxRefused where a person's client would not let them."""

    def __init__(self, world: World, news: News) -> None:
        self._world = world
        self._roster = Roster(world, news)
        self._speech = Speech(world, news)
        self._clicks = Clicks(world, news)
        self._approvals = Approvals(world, news)
        self._reading = Reading(world)

    def add_person(
        self,
        userid: str,
        name: str,
        department: str = "",
        job_title: str = "",
        *,
        mobile: str = "",
        email: str = "",
        open_userid: str = "",
    ) -> model.Person:
        """New, or known with new particulars; the department is made when it is new."""
        person = model.Person(userid, name, department, job_title, mobile, email, open_userid)
        return self._roster.add_person(person)

    def remove_person(self, userid: str) -> None:
        """Somebody leaves the company."""
        self._roster.remove_person(userid)

    def set_range(self, userid: str, in_range: bool) -> None:
        """Whether the app may see and reach somebody."""
        self._roster.set_range(userid, in_range=in_range)

    def set_tag(self, tag_id: int, members: Sequence[str]) -> None:
        """Who is under a tag."""
        self._roster.set_tag(tag_id, members)

    def add_group(
        self,
        chatid: str,
        name: str,
        members: Sequence[str],
        *,
        kind: str = model.AIBOT_GROUP,
        webhook_key: str = "",
    ) -> model.Chat:
        """A group that people made, with the smart bot or (`WEBHOOK_GROUP`) without; a key brings a group robot.

        Only the app itself makes an appchat.
        """
        owner = next(iter(members), "")
        created = self._world.now_ms
        return self._roster.add_group(
            model.Chat(chatid, name, kind, list(members), owner, webhook_key, created=created)
        )

    def add_members(self, chatid: str, userids: Sequence[str]) -> None:
        """People join a group."""
        self._roster.add_members(chatid, userids)

    # What people say to the app

    def say(self, userid: str, text: str) -> str:
        """Write to the app; gives the message's id."""
        return self._speech.say(userid, text)

    def send_file(self, userid: str, name: str, content: bytes) -> str:
        """Send the app a file; gives the message's id."""
        return self._speech.send_media(userid, name, content, "file")

    def send_image(self, userid: str, content: bytes, name: str = "image.jpg") -> str:
        """Send the app a picture; gives the message's id."""
        return self._speech.send_media(userid, name, content, "image")

    def send_voice(self, userid: str, content: bytes, name: str = "voice.amr") -> str:
        """Speak to the app; gives the message's id."""
        return self._speech.send_media(userid, name, content, "voice")

    def send_media(self, userid: str, name: str, content: bytes, kind: Kind) -> str:
        """Send the app anything of these kinds; gives the message's id."""
        return self._speech.send_media(userid, name, content, kind)

    def send_location(self, userid: str, label: str, latitude: float, longitude: float) -> str:
        """Tell the app a place; gives the message's id."""
        return self._speech.send_location(userid, label, latitude, longitude)

    def send_link(self, userid: str, title: str, url: str, description: str = "") -> str:
        """Share a web page with the app; gives the message's id."""
        return self._speech.send_link(userid, title, url, description)

    def open_app(self, userid: str) -> str:
        """Open the chat with the app; gives its id."""
        return self._speech.open_app(userid)

    def tap_menu(self, userid: str, key: str) -> None:
        """Use the app's menu."""
        self._speech.tap_menu(userid, key)

    def forward(self, userid: str, message_id: str, to_chat_id: str) -> str:
        """Copy a message to another chat; gives the copy's id."""
        return self._speech.forward(userid, message_id, to_chat_id)

    # What people read

    def read(self, userid: str, chat_id: str) -> None:
        """Look at a chat to its end."""
        self._reading.read(userid, chat_id)

    def unread(self, userid: str, chat_id: str) -> int:
        """How many messages of others somebody has not seen there."""
        return self._reading.unread(userid, chat_id)

    # What people click

    def click(self, userid: str, message_id: str, key: str, selections: Selections | None = None) -> ClickOutcome:
        """Press a button of the app's card as it is now; what is not in `selections` was not touched."""
        return self._clicks.click(userid, message_id, key, selections or {})

    def menu_click(self, userid: str, message_id: str, key: str) -> ClickOutcome:
        """Choose in the menu of the app's card."""
        return self._clicks.menu_click(userid, message_id, key)

    # 审批

    def file_approval(
        self,
        userid: str,
        name: str,
        approvers: Sequence[str],
        *,
        template_id: str = "3WKtpl",
        notifyers: Sequence[str] = (),
    ) -> str:
        """File a form that all approvers must agree to; gives its number."""
        people = [person_of(self._world, it).userid for it in (userid, *approvers, *notifyers)]
        split = len(approvers) + 1
        return self._approvals.file(
            Filing(people[0], template_id, name, [{"rel": ALL, "userids": people[1:split]}], people[split:])
        )

    def decide_approval(self, userid: str, sp_no: str, agrees: bool, speech: str = "") -> None:
        """One approver decides; with a speech the app is told twice in the same second."""
        self._approvals.decide(userid, sp_no, agrees=agrees, speech=speech)

    def withdraw_approval(self, userid: str, sp_no: str) -> None:
        """The applyer takes a form back."""
        self._approvals.withdraw(userid, sp_no)
