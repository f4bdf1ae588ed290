// What happens when something of a card is used: ask first if the card wants that, show that it is being done, tell the outcome.

import { confirmDialog } from "../dialog.js";
import { toast } from "../toast.js";
import { t } from "../words.js";
import { addressOf, openAddress } from "./links.js";
import { words } from "./text.js";

/** Use a button, a box or a menu entry; `act` calls the bot (a tap unless said otherwise). */
export async function press(control, element, context, act = null) {
  if (refuses(control, element, context)) return null;
  if (element.confirm && !(await confirmDialog(words(element.confirm.title), words(element.confirm.text)))) return null;
  const address = linkOf(element);
  if (address) openAddress(address);
  if (!act && !callsBack(element)) return null;
  return working(control, context, act ?? (() => context.act.tap(context.numbers.get(element))));
}

/** Show the control at work until the bot has answered. A second use meanwhile is none. */
export async function working(control, context, act) {
  if (control.getAttribute("aria-busy") === "true") return null;
  control.setAttribute("aria-busy", "true");
  context.working(1);
  try {
    return await act();
  } finally {
    control.removeAttribute("aria-busy");
    context.working(-1);
  }
}

/** Say why it cannot be used, if it cannot. */
export function refuses(control, element, context) {
  const why = element.disabled === true ? words(element.disabled_tips) || t("disabled") : context.isLive ? "" : t(context.whyNot);
  if (why) toast("info", why);
  return why !== "";
}

/** The address that this also opens, or null. */
export function linkOf(element) {
  return addressOf((element.behaviors ?? []).find((behaviour) => behaviour?.type === "open_url"));
}

function callsBack(element) {
  const behaviours = element.behaviors ?? [];
  return behaviours.length === 0 || behaviours.some((behaviour) => behaviour?.type === "callback");
}
