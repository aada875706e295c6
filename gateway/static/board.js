// The calibration board with scripts: rows open in a dialog, cards can be dragged onto a level, and
// what others do appears by itself. Without this file every step has a page of its own.
const dialog = document.querySelector("#board-dialog");
const said = document.querySelector("#board-said");
const board = new URL(".", new URL(dialog.dataset.live, location.href)).pathname;
let held = null;
let waiting = null;
let opener = "";
let shown = false;

async function part(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return answer.ok ? answer.text() : null;
}

async function open(review, level = "") {
  const address = `${board}rows/${review}?level=${level}`;
  const words = await part(`${address}&part=row`);
  if (words === null) {
    location.assign(address);
    return;
  }
  opener = `open-${review}`;
  dialog.innerHTML = words;
  dialog.showModal();
  dialog.querySelector("#move-title")?.focus();
}

dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  document.getElementById(opener)?.focus();
  const token = new FormData(document.querySelector("#board-token"));
  fetch(`${board}presence`, { method: "POST", body: new URLSearchParams(token) });
});

dialog.addEventListener("click", async (event) => {
  const link = event.target.closest("a");
  if (link?.classList.contains("board-close")) {
    event.preventDefault();
    dialog.close();
  } else if (link?.classList.contains("board-history")) {
    event.preventDefault();
    const words = await part(`${link.href}?part=history`);
    if (words === null) {
      location.assign(link.href);
      return;
    }
    const room = document.createElement("div");
    room.tabIndex = -1;
    room.innerHTML = words;
    link.closest("p").replaceWith(room);
    room.focus();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".board-open");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    open(link.closest(".board-card").dataset.review);
  }
});

document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.(".board-card[draggable]");
  if (held) {
    event.dataTransfer.setData("text/plain", held.dataset.review);
    event.dataTransfer.effectAllowed = "move";
    held.classList.add("dragged");
  }
});

document.addEventListener("dragover", (event) => {
  const column = held && event.target.closest?.(".board-column");
  for (const each of document.querySelectorAll(".board-column")) {
    each.classList.toggle("over", each === column && !column.contains(held));
  }
  if (column) {
    event.preventDefault();
  }
});

document.addEventListener("drop", (event) => {
  const column = held && event.target.closest?.(".board-column");
  if (column) {
    event.preventDefault();
    if (!column.contains(held)) {
      open(held.dataset.review, column.dataset.level);
    }
  }
});

document.addEventListener("dragend", () => {
  held?.classList.remove("dragged");
  held = null;
  document.querySelectorAll(".over").forEach((each) => each.classList.remove("over"));
  if (waiting) {
    show(waiting);
  }
});

// Says on cards, and in the dialog, who else has the row open.
function mark() {
  const opened = new Map();
  for (const each of document.querySelectorAll("[data-opened]")) {
    if (each.dataset.by !== "you") {
      opened.set(each.dataset.opened, `${each.dataset.by} has this row open.`);
    }
  }
  for (const card of document.querySelectorAll(".board-card")) {
    const room = card.querySelector(".board-opened");
    room.textContent = opened.get(card.dataset.review) ?? "";
    room.hidden = !room.textContent;
  }
  const room = dialog.querySelector("#row-opened");
  if (room) {
    room.textContent = opened.get(room.dataset.review) ?? "";
  }
}

function show(words) {
  waiting = held ? words : null;
  if (held) {
    return;
  }
  const focused = document.activeElement?.id;
  const drawn = new DOMParser().parseFromString(words, "text/html");
  for (const region of [...drawn.body.children]) {
    const old = document.getElementById(region.id);
    const opened = [...(old?.querySelectorAll("details") ?? [])].map((each) => each.open);
    region.querySelectorAll("details").forEach((each, place) => {
      each.open = opened[place] ?? false;
    });
    old?.replaceWith(region);
    if (region.id === "board-columns" && shown) {
      said.textContent = "The board has changed.";
    }
  }
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus();
  }
  shown = true;
  mark();
}

const live = new EventSource(dialog.dataset.live);
live.addEventListener("board", (event) => show(event.data));
addEventListener("pagehide", () => live.close());
mark();
