/* What HTML cannot do alone, and nothing else. Every page works without this file except for the first part, and only in browsers
   that do not know `commandfor` yet. */
"use strict";

// Dialogs open and close by command/commandfor; older browsers are taught here.
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    const dialog = button && document.getElementById(button.getAttribute("commandfor"));
    if (!(dialog instanceof HTMLDialogElement)) return;
    if (button.getAttribute("command") === "show-modal") dialog.showModal();
    else if (button.getAttribute("command") === "close") dialog.close();
  });
}

// A partial update that failed must be said: htmx keeps quiet about it. The sentences are in the page, translated.
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    const notice = document.getElementById("gagal-memuat");
    if (notice) notice.hidden = false;
  });
}
document.addEventListener("htmx:afterSwap", () => {
  const notice = document.getElementById("gagal-memuat");
  if (notice) notice.hidden = true;
});

// An institution that a typed name may mean is chosen: it goes into the list, and the name that was being typed goes.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-picks]");
  if (!button) return;
  const list = document.getElementById(button.dataset.picks);
  if (![...list.options].some((option) => option.value === button.value)) return;
  list.value = button.value;
  document.getElementById(button.dataset.clears).value = "";
  button.closest("[role=status]").replaceChildren();
  list.focus();
});
