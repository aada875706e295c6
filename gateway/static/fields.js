// What forms gain where scripts run: another row without loading the page, how many words are
// left, and the running sum of the weights. Nothing here decides what is accepted.
const PAUSE = 700; // milliseconds after the last key, so that a screen reader is not talked over

function another(button) {
  const rows = button.closest(".rows");
  const place = Number(rows.dataset.rows);
  const copy = document.createElement("template");
  copy.innerHTML = rows
    .querySelector(":scope > template")
    .innerHTML.replaceAll(rows.dataset.place, place)
    .replaceAll(rows.dataset.number, place + 1);
  const added = copy.content.firstElementChild;
  button.before(copy.content);
  rows.dataset.rows = place + 1;
  button.hidden = place + 1 >= Number(rows.dataset.most);
  const field = added.matches("input, textarea") ? added : added.querySelector(FILLED_IN);
  field?.focus();
}

const FILLED_IN = 'input:not([type="hidden"]), textarea, select';

function counted(words) {
  return words.trim() ? words.trim().split(/\s+/).length : 0;
}

function tellWords(told) {
  const area = document.getElementById(told.dataset.wordsOf);
  const left = Number(told.dataset.most) - counted(area.value);
  const many = Math.abs(left) === 1 ? "word" : "words";
  const words = left < 0 ? `${-left} ${many} too many.` : `You have ${left} ${many} left.`;
  said(told, area.value ? ` ${words}` : "");
}

// In hundredths, because sums of fractions drift.
function hundredths(typed) {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : 0;
}

function isGone(weight) {
  const named = (name) => weight.form?.elements.namedItem(name);
  const change = named(weight.name.replace(/becomes\.weight$/, "change"));
  const removal = named(weight.name.replace(/weight$/, "remove"));
  return change?.value === "dropped" || Boolean(removal?.checked);
}

function tellSum(told) {
  const weights = [...told.closest("[data-weighs]").querySelectorAll("[data-weight]")];
  const counting = weights.filter((each) => !isGone(each));
  const sum = counting.reduce((all, each) => all + hundredths(each.value), 0);
  const shown = String(sum / 100);
  const isRight = sum === 10000;
  told.classList.toggle("right", isRight);
  const wish = isRight ? "as it should be" : "it has to be 100";
  said(told, sum ? `The weights sum to ${shown}; ${wish}.` : "");
}

// Telling the same again would make a screen reader repeat it.
function said(told, words) {
  if (told.textContent !== words) {
    told.textContent = words;
  }
}

function tellAll(within) {
  within.querySelectorAll("[data-words-of]").forEach(tellWords);
  within.querySelectorAll("[data-sum]").forEach(tellSum);
}

let waiting;
document.addEventListener("input", (event) => {
  const question = event.target.closest?.(".question");
  if (question) {
    clearTimeout(waiting);
    waiting = setTimeout(() => tellAll(question), PAUSE);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.more");
  if (button) {
    event.preventDefault();
    another(button);
  }
});

tellAll(document);
