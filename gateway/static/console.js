// The console when scripts run: a picture that keeps itself up to date, and how many are chosen.

function keepUp(place) {
  const told = document.querySelector("[data-live-told]");
  const stream = new EventSource(place.dataset.live);
  stream.addEventListener("fragment", (event) => {
    const open = [...place.querySelectorAll("details")].map((each) => each.open);
    const within = place.contains(document.activeElement);
    const stops = [...place.querySelectorAll("a, summary, [tabindex]")];
    const stop = within ? stops.indexOf(document.activeElement) : -1;
    place.innerHTML = event.data;
    place.querySelectorAll("details").forEach((each, n) => { each.open = open[n] ?? false; });
    if (stop >= 0) {
      place.querySelectorAll("a, summary, [tabindex]")[stop]?.focus({ preventScroll: true });
    }
  });
  stream.addEventListener("open", () => { if (told) told.hidden = false; });
  stream.addEventListener("error", () => { if (told) told.hidden = true; });
  window.addEventListener("pagehide", () => stream.close());
}

function count(form) {
  const told = form.querySelector("[data-selected]");
  const boxes = [...form.querySelectorAll('input[name="review"]')];
  if (!told || !boxes.length) return;
  const tell = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    told.textContent = chosen ? `${chosen} chosen:` : "Choose people below, then:";
  };
  const all = document.createElement("button");
  all.type = "button";
  all.className = "quiet";
  all.textContent = "Choose all on this page";
  all.addEventListener("click", () => {
    const wanted = boxes.some((box) => !box.checked);
    boxes.forEach((box) => { box.checked = wanted; });
    all.textContent = wanted ? "Choose none" : "Choose all on this page";
    tell();
  });
  told.after(all);
  form.addEventListener("change", tell);
  tell();
}

document.querySelectorAll("[data-live]").forEach(keepUp);
document.querySelectorAll("form[data-select]").forEach(count);

// What is still being worked out, or on its way, is looked for again.
const working = document.querySelector("[data-working]");
if (working) {
  const again = () => {
    if (document.activeElement === document.body) window.location.reload();
  };
  setInterval(again, 2000);
}
