// What the step page gains where scripts run: a draft that is kept while one types, and a page that
// shows by itself what was on its way. The first save needs a key pressed by a person.
const PAUSE = 1000; // milliseconds after the last key
const AGAIN = 8000; // until a save that failed is tried once more
const BEAT = 2000;

class Draft {
  constructor(form) {
    this.form = form;
    this.told = form.querySelector("[data-saved]");
    this.version = form.querySelector("[data-version]");
    this.clash = form.querySelector("[data-clash]");
    this.typed = 0;
    this.kept = 0;
    form.addEventListener("input", (event) => event.isTrusted && this.soon());
    form.addEventListener("change", (event) => event.isTrusted && this.soon());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", () => this.stop());
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  soon() {
    this.typed += 1;
    this.again(PAUSE);
  }

  again(after) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), after);
  }

  stop() {
    clearTimeout(this.waiting);
    this.isOver = true;
    setTimeout(() => (this.isOver = false), AGAIN);
  }

  async save() {
    if (this.typed === this.kept || this.isSaving || this.isOver) {
      return;
    }
    clearTimeout(this.waiting);
    this.isSaving = true;
    const sent = this.typed;
    try {
      const body = new FormData(this.form);
      body.set("_do", "auto");
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body });
      this.hear(answer, await answer.json().catch(() => ({})), sent);
    } catch {
      this.tell("Not saved: there is no connection. It is tried again.");
      this.again(AGAIN);
    } finally {
      this.isSaving = false;
    }
    if (this.kept === sent && this.typed !== sent) {
      this.again(PAUSE);
    }
  }

  hear(answer, words, sent) {
    if (answer.ok) {
      this.kept = sent;
      this.version.value = words.version;
    }
    this.clash.hidden = !words.clash;
    if (words.clash) {
      this.isOver = true; // what to keep is for the person to choose
      this.offer();
    }
    const signedOut = "Not saved: you are signed out. Sign in in another window, then type on.";
    this.tell(words.said ?? (answer.status === 401 ? signedOut : "Not saved; it is tried again."));
    if (!answer.ok && !words.said) {
      this.again(AGAIN);
    }
  }

  offer() {
    if (!this.clash.querySelector("button")) {
      const button = document.createElement("button");
      button.name = "_do";
      button.value = "later";
      button.formAction = this.form.dataset.draft;
      button.textContent = "Compare the two texts";
      this.clash.append(button);
    }
  }

  tell(words) {
    if (this.told.textContent !== words) {
      this.told.textContent = words;
    }
  }
}

document.querySelectorAll("form[data-draft]").forEach((form) => new Draft(form));

const watched = document.querySelector("[data-watch]");
if (watched) {
  setInterval(async () => {
    const answer = await fetch(watched.dataset.watch).catch(() => undefined);
    if (answer?.ok && answer.redirected) {
      location.assign(answer.url);
    }
  }, BEAT);
}
