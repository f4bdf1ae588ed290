// The stream of news. It reconnects by itself and continues where it stopped; after too long a gap everything is looked at anew.

import { newsAddress } from "./api.js";
import { state, tell } from "./store.js";

const HIDDEN_SECONDS = 20;
const RETRY_SECONDS = [0.5, 1, 2, 5];

let current = null;

/** Follow what somebody sees from `since` on. `news` hears each piece; `lost` looks at everything again and says where to go on. */
export function follow(who, since, { news, lost }) {
  current?.stop();
  current = new Stream(who, since, news, lost);
}

class Stream {
  constructor(who, since, news, lost) {
    Object.assign(this, { who, since, news, lost, tries: 0, source: null, timer: null, isStopped: false });
    this.seen = () => this.#visibility();
    document.addEventListener("visibilitychange", this.seen);
    this.#open();
  }

  stop() {
    this.isStopped = true;
    document.removeEventListener("visibilitychange", this.seen);
    this.#close();
  }

  #open() {
    this.#close();
    if (this.isStopped) return;
    this.source = new EventSource(newsAddress(this.who, this.since));
    this.source.onopen = () => { this.tries = 0; connected(true); };
    this.source.addEventListener("news", (event) => this.#hear(event));
    this.source.addEventListener("lost", () => this.#startOver());
    this.source.onerror = () => this.#again();
  }

  #close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  #hear(event) {
    const news = JSON.parse(event.data);
    this.since = news.since;
    this.news(news);
  }

  async #startOver() {
    this.#close();
    try {
      this.since = (await this.lost()) ?? this.since;
      this.#open();
    } catch {
      this.#again();
    }
  }

  /** The browser's own reconnecting gives up on some answers and never changes its pace; this does neither. */
  #again() {
    this.#close();
    if (this.isStopped) return;
    if (this.tries > 0) connected(false);
    this.timer = setTimeout(() => this.#open(), 1000 * RETRY_SECONDS[Math.min(this.tries, RETRY_SECONDS.length - 1)]);
    this.tries += 1;
  }

  /** A browser allows six connections to one host: a tab that nobody sees gives its own back after a while. */
  #visibility() {
    clearTimeout(this.timer);
    if (document.hidden) this.timer = setTimeout(() => this.#close(), 1000 * HIDDEN_SECONDS);
    else if (this.source === null) this.#open();
  }
}

function connected(isConnected) {
  if (state.isConnected === isConnected) return;
  state.isConnected = isConnected;
  tell("connection");
}
