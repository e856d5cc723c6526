/* The review desk by keyboard. Each control names its keys in data-keys; without this file they are buttons and links as ever. */
"use strict";

const SHORTCUTS_OFF = "meja-tinjau-tanpa-pintasan";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const control = [...document.querySelectorAll("[data-keys]")].find((each) => each.dataset.keys.split(" ").includes(wanted));
  if (!control || (localStorage.getItem(SHORTCUTS_OFF) && wanted !== "?")) return;
  event.preventDefault();
  if (control.matches("input, textarea")) control.focus();
  else control.click();
});

// Single keys can be switched off by whoever dictates or slips.
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("pintasan");
  if (!box) return;
  box.checked = !localStorage.getItem(SHORTCUTS_OFF);
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(SHORTCUTS_OFF);
    else localStorage.setItem(SHORTCUTS_OFF, "1");
  });
});
