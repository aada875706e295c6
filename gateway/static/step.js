// What the step page gains where scripts run: a draft that is kept while one types, and a page that
// shows by itself what was on its way. The first save needs a key pressed by a person.
const PAUSE = 1000; // milliseconds after the last key
const AGAIN = 8000; // until a save that failed is tried once more
const BEAT = 2000;
const WHY = {
  401: "Not saved: you are signed out. Sign in in another window, then type on.",
  403: "Not saved: this page is too old. Copy what you typed, and load it again.",
  413: "Not saved: this is more than a form may hold. Please shorten the longest text.",
};

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
    form.addEventListener("submit", (event) => this.leave(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
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

  // A save that is under way comes first: the form is based on the version it leads to.
  leave(event) {
    clearTimeout(this.waiting);
    if (this.saving) {
      const button = event.submitter;
      event.preventDefault();
      this.saving.then(() => this.form.requestSubmit(button));
      return;
    }
    this.isOver = true;
    setTimeout(() => (this.isOver = false), AGAIN);
  }

  save() {
    if (this.typed !== this.kept && !this.saving && !this.isOver) {
      clearTimeout(this.waiting);
      this.saving = this.send(this.typed);
    }
  }

  async send(sent) {
    try {
      const body = new FormData(this.form);
      body.set("_do", "auto");
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body });
      this.hear(answer, await answer.json().catch(() => ({})), sent);
    } catch {
      this.tell("Not saved: there is no connection. It is tried again.");
      this.again(AGAIN);
    } finally {
      this.saving = undefined;
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
    this.tell(words.said ?? WHY[answer.status] ?? "Not saved; it is tried again.");
    if (!answer.ok && !words.said && !WHY[answer.status]) {
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
