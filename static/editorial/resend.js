// Signing in changes the token that a form needs. Fetch the new one, so that sending the kept text again works at once.
const form = document.querySelector("main form[method=post]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const page = await (await fetch(form.dataset.token)).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (fresh) form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
  } finally {
    form.submit();
  }
});
