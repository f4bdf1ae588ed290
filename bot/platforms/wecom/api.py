"""The calls of the self-built app that Tongpin makes, one method each (platform reference §4, §5, §7 to §10).

Every call blocks and raises `PlatformBusy` or `PlatformRefused`; a rejected token is replaced and the call repeated
once, anything else is for the outbox to repeat. Bodies and answers are the platform's own, as mappings.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson

from bot.platforms.fields import items, table, text
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom import errors, files
from bot.platforms.wecom.errors import WecomRefused, checked
from bot.platforms.wecom.files import Kind
from bot.platforms.wecom.tokens import AccessTokens
from bot.platforms.wecom.wire import HttpWire, Wire, WireAnswer, WireRequest

_log = logging.getLogger(__name__)

RESPONSE = "/cgi-bin/aibot/response"
MOST_IDS = 1_000
"""Of one conversion of encrypted ids."""
EVERYBODY = "@all"


class WecomApi:
    """Calls the API as one app. Safe to use from several threads."""

    def __init__(self, wire: Wire, corp_id: str, agent_id: int, secret: str, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._tokens = AccessTokens(wire, corp_id, agent_id, secret, clock)
        self.agent_id = agent_id

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """One JSON call; gives the whole answer, or raises what its code means."""
        raw = b"" if body is None else orjson.dumps(body)
        return checked(self._call(WireRequest(method, path, query or {}, raw)))

    def fetch_token(self) -> None:
        """Make sure that there is a token: raises what stands against it."""
        self._tokens.get()

    def close(self) -> None:
        """Let go of connections."""
        if isinstance(self._wire, HttpWire):
            self._wire.close()

    # --- messages to people ----------------------------------------------------------------

    def send(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a message; the answer has `msgid`, and `response_code` for a card that can be changed.

        Some recipients may be wrong in a message that is taken, see `wrong_people`; when all are, PERSON_GONE.
        """
        answer = self.call("POST", "/cgi-bin/message/send", {**message, "agentid": self.agent_id})
        asked = _people(message.get("touser"))
        is_only_people = not (message.get("toparty") or message.get("totag") or EVERYBODY in asked)
        if is_only_people and asked and asked <= wrong_people(answer):
            raise PlatformRefused(Fault.PERSON_GONE, "no recipient is within the app's range")
        return answer

    def update_card(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Change a card by one of its codes, each of which works once: after `OutcomeUnknown` it counts as used.

        When everybody named in `userids` never got the card: MESSAGE_GONE.
        """
        answer = self.call("POST", "/cgi-bin/message/update_template_card", {**body, "agentid": self.agent_id})
        asked = _people(body.get("userids"))
        if asked and not body.get("atall") and asked <= wrong_people(answer):
            raise PlatformRefused(Fault.MESSAGE_GONE, "nobody has got this card")
        return answer

    def recall(self, message: str) -> None:
        """Take back a message of ours; one older than 24 hours stays as it is."""
        try:
            self.call("POST", "/cgi-bin/message/recall", {"msgid": message})
        except WecomRefused as refused:
            if refused.code != errors.NOT_RECALLABLE:
                raise
            _log.info("message not recalled: %s", refused)

    # --- media -----------------------------------------------------------------------------

    def upload(self, kind: Kind, name: str, content: bytes) -> str:
        """Store a file for three days; gives its media id, good for all apps of the company."""
        files.require_size(kind, content)
        return self._uploaded("/cgi-bin/media/upload", {"type": kind}, name, content, "media_id")

    def upload_image(self, name: str, content: bytes) -> str:
        """Store a picture for good, 1,000 a day; gives its address for texts and cards."""
        files.require_size("image", content)
        return self._uploaded("/cgi-bin/media/uploadimg", {}, name, content, "url")

    def download(self, media_id: str) -> tuple[str, bytes]:
        """Name and bytes of a file somebody sent, within three days; 100 MB at most."""
        answer = self._media(media_id)
        if not files.is_file(answer):
            try:
                checked(answer)
            except WecomRefused as refused:
                if refused.code != errors.TOO_LARGE_AT_ONCE:
                    raise
                return self._in_pieces(media_id)
        return files.name_of(answer), answer.body  # or a JSON file that looks like a successful answer

    def _in_pieces(self, media_id: str) -> tuple[str, bytes]:
        content = bytearray()
        while True:
            piece = self._media(media_id, start=len(content))
            length = files.whole_length(piece, start=len(content))
            if length > files.LARGEST_DOWNLOAD:
                raise PlatformRefused(Fault.TOO_LARGE, f"{length} bytes; at most {files.LARGEST_DOWNLOAD}")
            content += piece.body
            if len(content) >= length:
                return files.name_of(piece), bytes(content)

    def _media(self, media_id: str, start: int | None = None) -> WireAnswer:
        part = {} if start is None else {"range": f"bytes={start}-{start + files.PIECE - 1}"}
        answer = self._call(WireRequest("GET", "/cgi-bin/media/get", {"media_id": media_id}, headers=part))
        if start is not None and not files.is_file(answer):
            checked(answer)
        return answer

    def _uploaded(self, path: str, query: Mapping[str, str], name: str, content: bytes, wanted: str) -> str:
        body, content_type = files.encode_file(name, content)
        return _required(checked(self._call(WireRequest("POST", path, query, body, content_type))), wanted)

    # --- groups ----------------------------------------------------------------------------

    def appchat_create(self, chat_id: str, name: str, owner: str, members: Sequence[str]) -> str:
        """Found a group of two to 2,000 people; `chat_id` is at most 32 letters and digits, or empty. Gives the id."""
        wanted = {"chatid": chat_id, "name": name, "owner": owner, "userlist": list(members)}
        answer = self.call("POST", "/cgi-bin/appchat/create", _told(wanted))
        return text(answer, "chatid") or chat_id

    def appchat_update(
        self, chat_id: str, *, name: str = "", owner: str = "", add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> None:
        """Change what is given of a group that the app founded."""
        wanted = {"name": name, "owner": owner, "add_user_list": list(add), "del_user_list": list(remove)}
        self.call("POST", "/cgi-bin/appchat/update", {"chatid": chat_id, **_told(wanted)})

    def appchat_get(self, chat_id: str) -> Mapping[str, Any]:
        """A group that the app founded: `chatid`, `name`, `owner`, `userlist`."""
        return table(self.call("GET", "/cgi-bin/appchat/get", query={"chatid": chat_id}), "chat_info")

    def appchat_send(self, chat_id: str, message: Mapping[str, Any]) -> None:
        """Say something in a group that the app founded: no cards, and nothing can be changed later."""
        self.call("POST", "/cgi-bin/appchat/send", {**message, "chatid": chat_id})

    def webhook_send(self, key: str, body: Mapping[str, Any]) -> None:
        """Say something by a group robot, 20 times a minute. CHAT_GONE when the robot was removed."""
        request = WireRequest("POST", "/cgi-bin/webhook/send", {"key": key}, orjson.dumps(body))
        checked(self._wire.call(request))

    def respond(self, response_url: str, body: Mapping[str, Any]) -> None:
        """Answer what was said to the smart bot, once, at the address that came with it."""
        parts = urlsplit(response_url)
        if parts.path != RESPONSE:  # our own base address is called, whatever host the text names
            raise PlatformRefused(Fault.INVALID, "an address for answers that is none")
        checked(self._wire.call(WireRequest("POST", RESPONSE, dict(parse_qsl(parts.query)), orjson.dumps(body))))

    def webhook_upload(self, key: str, name: str, content: bytes, kind: Kind = "file") -> str:
        """Store a file or voice for three days; gives its media id, good for this robot only."""
        files.require_size(kind, content)
        body, content_type = files.encode_file(name, content)
        query = {"key": key, "type": kind}
        request = WireRequest("POST", "/cgi-bin/webhook/upload_media", query, body, content_type)
        return _required(checked(self._wire.call(request)), "media_id")

    # --- people and the app itself ---------------------------------------------------------

    def user(self, userid: str) -> Mapping[str, Any]:
        """What the address book says of a member within the app's range; PERSON_GONE for nobody."""
        return self.call("GET", "/cgi-bin/user/get", query={"userid": userid})

    def agent(self) -> Mapping[str, Any]:
        """What the platform says of the app: `name`, `close`, `redirect_domain`, `allow_partys` and the like."""
        return self.call("GET", "/cgi-bin/agent/get", query={"agentid": str(self.agent_id)})

    def user_of_code(self, code: str) -> str:
        """Whose sign-in this is. Raises `CodeUsed` for a code that is used; outsiders are refused."""
        userid = text(self.call("GET", "/cgi-bin/auth/getuserinfo", query={"code": code}), "userid")
        if not userid:
            raise PlatformRefused(Fault.NOT_PERMITTED, "signed in, but nobody of this company")
        return userid

    def userids_of(self, open_userids: Iterable[str]) -> dict[str, str]:
        """User ids by the encrypted ones that smart bots may be told; those nobody has are left out."""
        asked, found = list(dict.fromkeys(open_userids)), dict[str, str]()
        for start in range(0, len(asked), MOST_IDS):
            body = {"open_userid_list": asked[start : start + MOST_IDS]}
            rows = items(self.call("POST", "/cgi-bin/batch/openuserid_to_userid", body), "userid_list")
            found |= {text(row, "open_userid"): text(row, "userid") for row in rows if text(row, "userid")}
        return found

    def approval(self, number: str) -> Mapping[str, Any]:
        """A form of the 审批 app as it is now: `sp_status`, `template_id`, `apply_data` and the like."""
        return table(self.call("POST", "/cgi-bin/oa/getapprovaldetail", {"sp_no": number}), "info")

    def callback_addresses(self) -> list[str]:
        """IP addresses that callbacks come from, for a firewall; they may contain `*`."""
        found = items(self.call("GET", "/cgi-bin/getcallbackip"), "ip_list")
        return [address for address in found if isinstance(address, str)]

    def _call(self, request: WireRequest) -> WireAnswer:
        """Call with a token, and once more with a new one if that token was rejected."""
        token = self._token()
        answer = self._wire.call(_with_token(request, token))
        if "content-disposition" not in answer.headers and errors.is_token_rejected(answer):
            self._tokens.evict(token)
            answer = self._wire.call(_with_token(request, self._token()))
        return answer

    def _token(self) -> str:
        """However asking for it ended, the request itself has not left."""
        try:
            return self._tokens.get()
        except PlatformBusy as busy:
            raise PlatformBusy(str(busy), busy.wait, is_untried=True) from None


def wrong_people(answer: Mapping[str, Any]) -> frozenset[str]:
    """Who is not reached by a message that was taken, in lower case: a string or a list, as the call has it."""
    return _people(answer.get("invaliduser"))


def _people(told: object) -> frozenset[str]:
    """User ids are the same in whatever case, and come back in lower case."""
    named = told.split("|") if isinstance(told, str) else told if isinstance(told, list | tuple) else []
    return frozenset(name.casefold() for name in named if isinstance(name, str) and name)


def _told(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is empty: the platform takes that for a value, and refuses it."""
    return {name: value for name, value in wanted.items() if value}


def _required(body: Mapping[str, Any], name: str) -> str:
    value = text(body, name)
    if not value:
        raise PlatformBusy(f"answer without {name}")
    return value


def _with_token(request: WireRequest, token: str) -> WireRequest:
    query = {**request.query, "access_token": token}
    return WireRequest(request.method, request.path, query, request.body, request.content_type, request.headers)
