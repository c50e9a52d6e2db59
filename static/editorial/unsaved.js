// Asks before a page with unsaved text is left, and sends a form once. Without this module nothing else changes.
const form = document.querySelector("#content-main form[method=post]");

if (form) {
  const state = () => new URLSearchParams(new FormData(form)).toString();
  // A form that came back with a mistake or a conflict holds unsaved text from the beginning.
  const cameBack = document.querySelector(".errornote, [role=alert]") !== null;
  let saved;
  let sending = false;

  // Widgets fill themselves in while the page is being set up: what they write is not the editor's.
  window.addEventListener("load", () => { saved = cameBack ? null : state(); });
  window.addEventListener("pageshow", () => { sending = false; });
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && saved !== undefined && state() !== saved) event.preventDefault();
  });
}
