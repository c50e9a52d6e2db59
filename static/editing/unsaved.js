// Asks before a page with unsaved text is left. Without this module nothing else changes.
const form = document.querySelector("#content-main form[method=post]");

if (form) {
  const state = () => new URLSearchParams(new FormData(form)).toString();
  let kept;
  let sending = false;

  // Widgets fill themselves in while the page is being set up: what they wrote is not the editor's.
  window.addEventListener("load", () => { kept = state(); });
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && kept !== undefined && state() !== kept) event.preventDefault();
  });
}
