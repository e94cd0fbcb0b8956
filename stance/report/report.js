// Filters of the sentences. The page is complete without this script.
const form = document.getElementById("filters");
if (form) {
  form.hidden = false;
  const show = () => {
    const wanted = Object.fromEntries(new FormData(form));
    const words = (wanted.words || "").trim().toLowerCase();
    let count = 0;
    for (const cell of document.querySelectorAll(".cell")) {
      const { holder, target } = cell.dataset;
      const named = !wanted.party || holder === wanted.party || target === wanted.party;
      let seen = 0;
      for (const quote of cell.querySelectorAll("blockquote")) {
        const fits = named
          && (!wanted.label || quote.dataset.label === wanted.label)
          && (!wanted.source || quote.dataset.source === wanted.source)
          && (!words || quote.textContent.toLowerCase().includes(words));
        quote.hidden = !fits;
        seen += fits;
      }
      cell.hidden = !seen;
      count += seen;
    }
    form.querySelector("output").textContent = count === 1 ? "1 sentence" : `${count} sentences`;
    dim(wanted.party);
  };
  // What has nothing to do with the chosen party steps back in the network and in the table.
  const dim = (party) => {
    const beside = new Set([party]);
    for (const tie of document.querySelectorAll(".tie")) {
      const { holder, target } = tie.dataset;
      const near = !party || holder === party || target === party;
      tie.classList.toggle("dim", !near);
      if (near) beside.add(holder).add(target);
    }
    for (const node of document.querySelectorAll(".node"))
      node.classList.toggle("dim", Boolean(party) && !beside.has(node.dataset.party));
    for (const row of document.querySelectorAll(".shares tr[data-party]"))
      row.classList.toggle("dim", Boolean(party) && row.dataset.party !== party);
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  // A cell of the matrix leads to its sentences, also when a filter hides them.
  addEventListener("hashchange", () => {
    const goal = document.getElementById(location.hash.slice(1));
    if (goal?.hidden) {
      form.reset();
      show();
      goal.scrollIntoView();
    }
  });
  show();
}
