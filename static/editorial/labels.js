// Names for what the stock pages leave nameless: searchable choices, and the first column of rows.
const nameOf = (select) => {
  const label = document.querySelector(`label[for="${select.id}"]`);
  return select.getAttribute("aria-label") ?? label?.textContent.trim().replace(/:$/, "") ?? "";
};

const nameAll = (root) => {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    for (const drawn of select.parentElement.querySelectorAll(".select2-selection, .select2-selection__rendered")) {
      drawn.setAttribute("aria-label", nameOf(select));
      drawn.removeAttribute("aria-labelledby");
    }
  }
};

// The library draws when jQuery says that the page is ready; what is asked of jQuery later comes later.
django.jQuery(() => {
  nameAll(document);
  for (const head of document.querySelectorAll("th.original:empty")) {
    head.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "Row" }));
  }
});
document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)));
