// What one does with a card, and what is shown of the outcome.

import { post, Refused } from "./api.js";
import { placeNow, state } from "./store.js";
import { toast } from "./toast.js";
import { cardLanguage, hasWord, refusalText, t } from "./words.js";

/** The five things one can do with a card's elements. Each gives the outcome, or null when the sandbox refused. */
export function cardActs(messageId) {
  const act = (kind, rest) => tell(post(`/cards/${kind}`, { who: state.who, message_id: messageId, ...rest }));
  return {
    tap: (element) => act("tap", { element }),
    pick: (element, option) => act("pick", { element, option }),
    tick: (element, checked) => act("tick", { element, checked }),
    enter: (element, text) => act("enter", { element, text }),
    submit: (form, button, values) => act("submit", { form, button: button ?? null, values }),
  };
}

async function tell(asking) {
  const place = placeNow();
  const isStillHere = () => place === placeNow();
  try {
    const outcome = await asking;
    if (isStillHere()) showOutcome(outcome);
    return outcome;
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    if (isStillHere()) toast("warning", refusalText(refused));
    return null;
  }
}

function showOutcome({ code, toast: said }) {
  if (code !== 0) {
    toast("error", t("card_error", { code }), hasWord(`card_${code}`) ? t(`card_${code}`) : "");
  } else if (said?.content || said?.i18n) {
    toast(said.type, said.i18n?.[cardLanguage()] ?? said.content);
  }
}
