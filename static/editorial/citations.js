// Citing on a record's form: the list of facts, rows that are not saved yet, one source for several facts.
const group = document.querySelector("#citations-group");
const template = group?.querySelector("select[name$='-__prefix__-field']");

if (template) {
  const relations = JSON.parse(template.dataset.relations);
  const labels = JSON.parse(template.dataset.labels);
  const ofGroups = Object.keys(relations).map((relation) => `#${relation}-group`).join(",") || ":not(*)";

  const isChanged = (control) => control.matches("select")
    ? [...control.options].some((option) => option.selected !== option.defaultSelected)
    : control.value !== control.defaultValue;
  const textOf = (control) => control.matches("select")
    ? control.selectedOptions[0]?.textContent.trim() ?? ""
    : control.value;
  // What a row's fact is called in the list, or "" for a row that is saved as it stands, and listed already.
  const nameOf = (row) => {
    const controls = [...row.querySelectorAll("select, input[type=url], input[type=date]")];
    const isSaved = row.classList.contains("has_original") && !controls.some(isChanged);
    return isSaved ? "" : controls.filter((control) => control.value).map(textOf).join(", ");
  };
  const factOf = (row) => relations[row.id.replace(/-\d+$/, "")];
  const valueOf = (row) => `${factOf(row)}:@${row.id}`;

  const unsaved = () => [...document.querySelectorAll(ofGroups)]
    .flatMap((rows) => [...rows.querySelectorAll("tr.form-row:not(.empty-form)")])
    .filter(nameOf)
    .map((row) => {
      const option = new Option(`${labels[factOf(row)]}: ${nameOf(row)}`, valueOf(row));
      option.row = row;
      return option;
    });

  const fill = (select) => {
    const [chosen] = select.selectedOptions;
    select.replaceChildren(...[...template.options].map((option) => option.cloneNode(true)), ...unsaved());
    if (!chosen) return;
    if (![...select.options].some((option) => option.value === chosen.value)) select.append(chosen);
    select.value = chosen.value;
  };
  const isFact = (target) => target.matches("#citations-group select[name$='-field']");
  // Focus comes before the list opens, by mouse and by keyboard.
  document.addEventListener("focusin", (event) => { if (isFact(event.target)) fill(event.target); });

  const batches = new WeakMap();
  const cite = (values) => {
    group.querySelector("details").open = true;
    const rows = values.map((value) => {
      group.querySelector(".add-row a").click();
      const row = [...group.querySelectorAll("tr.form-row:not(.empty-form)")].at(-1);
      const select = row.querySelector("select[name$='-field']");
      fill(select);
      select.value = value;
      return row;
    });
    for (const row of rows) batches.set(row, rows);
    rows[0].scrollIntoView({ block: "center" });
    django.jQuery(rows[0].querySelector("select[name$='-source']")).select2("open");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-cite]");
    if (button) cite(JSON.parse(button.dataset.cite));
    const row = event.target.closest("button[data-cite-row]")?.closest("tr");
    if (row) cite([valueOf(row)]);
  });

  // Facts that were asked for together get the first source that is chosen for one of them, and its place.
  django.jQuery(group).on("change", "select[name$='-source']", (event) => {
    const row = event.target.closest("tr");
    const [chosen] = event.target.selectedOptions;
    for (const other of batches.get(row) ?? []) {
      const select = other.querySelector("select[name$='-source']");
      if (other !== row && !select.value && chosen?.value) select.append(new Option(chosen.text, chosen.value, true, true));
    }
  });
  group.addEventListener("change", (event) => {
    if (!event.target.matches("input[name$='-locator']")) return;
    for (const other of batches.get(event.target.closest("tr")) ?? []) {
      other.querySelector("input[name$='-locator']").value ||= event.target.value;
    }
  });

  document.addEventListener("formset:added", (event) => {
    const row = event.target;
    if (row.matches(`:is(${ofGroups}) tr`)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Cite" });
      button.className = "button";
      button.dataset.citeRow = "";
      row.querySelector("td:last-child").prepend(button);
    }
  });
  // Taking out an unsaved row numbers the others anew.
  document.addEventListener("formset:removed", () => {
    for (const option of group.querySelectorAll("select[name$='-field'] option:checked")) {
      if (option.row?.isConnected) option.value = valueOf(option.row);
      else if (option.row) option.parentElement.value = "";
    }
  });
}

// A new row begins with its choice.
document.addEventListener("formset:added", (event) => setTimeout(() => {
  const first = event.target.querySelector("td:not(.hidden, .original) :is(select, input, textarea)");
  if (first?.matches("select.admin-autocomplete") && !document.querySelector(".select2-container--open")) {
    django.jQuery(first).select2("open");
  }
}));
