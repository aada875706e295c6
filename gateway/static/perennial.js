// What every page gets when scripts run: the focus goes to what went wrong, and nothing is sent
// twice by a second press.
const wrong = document.querySelector("[data-focus]");
if (wrong) {
  wrong.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  if (form.method === "post" && !form.hasAttribute("data-again")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  }
});
