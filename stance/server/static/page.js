"use strict";
// Whatever comes from a text is set as textContent, never as HTML.

const $ = (id) => document.getElementById(id);
const SIGNS = { favor: "▲", neutral: "●", against: "▼" };
const EXAMPLE =
  "Kenya accused Uganda of seizing fishing boats on the lake, and summoned its ambassador. Tanzania thanked Kenya " +
  "for its patience. The African Union praised both governments for agreeing to talks, but Uganda said that Kenya " +
  "could not be trusted.";
let parties = [];
let answer = null;
let shown = null;

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function say(text, wrong = false) {
  $("status").textContent = text;
  $("status").className = wrong ? "wrong" : "";
}

function headers() {
  const key = $("key").value;
  return { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}) };
}

// The parties that were named

function addParty(name) {
  name = name.trim();
  if (name && !parties.includes(name)) parties.push(name);
  $("party").value = "";
  drawChips();
}

function drawChips() {
  $("chips").replaceChildren(
    ...parties.map((name) => {
      const chip = element("button", `${name} ×`, { type: "button", "aria-label": `Remove ${name}` });
      chip.addEventListener("click", () => {
        parties = parties.filter((each) => each !== name);
        drawChips();
        $("party").focus();
      });
      return chip;
    }),
  );
}

$("party").addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === ",") && $("party").value.trim()) {
    event.preventDefault();
    addParty($("party").value);
  }
});
$("party").addEventListener("input", async () => {
  const query = $("party").value.trim();
  if (query.length < 2) return;
  const found = await fetch(`v1/parties?limit=8&query=${encodeURIComponent(query)}`, { headers: headers() });
  if (!found.ok) return;
  const rows = (await found.json()).parties;
  $("known").replaceChildren(...rows.map((row) => element("option", undefined, { value: row.name })));
});
$("example").addEventListener("click", () => {
  $("text").value = EXAMPLE;
  $("form").requestSubmit();
});

// Asking

$("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  addParty($("party").value);
  const asked = { text: $("text").value, evidence: $("evidence").checked };
  if (parties.length) asked.parties = parties;
  $("go").disabled = true;
  say("Judging …");
  try {
    const response = await fetch("v1/classify", { method: "POST", headers: headers(), body: JSON.stringify(asked) });
    const body = await response.json();
    if (!response.ok) throw new Error(body.error ? body.error.reason : `the server answered ${response.status}`);
    answer = body;
    shown = null;
    draw();
    const count = answer.sentences.reduce((sum, sentence) => sum + sentence.stances.length, 0);
    say(count ? `${count} stances in ${answer.sentences.length} sentences.` : "No party is named in this text.");
  } catch (error) {
    say(`Not judged: ${error.message}`, true);
  } finally {
    $("go").disabled = false;
  }
});

// Showing

function draw() {
  $("result").hidden = false;
  $("marked").replaceChildren(...marked());
  drawFilter();
  drawCounts();
  drawMatrix();
  drawNetwork();
}

function* marked() {
  // Offsets count characters; JavaScript's strings count UTF-16 units.
  const characters = Array.from(answer.text);
  let place = 0;
  for (const [start, end, make] of pieces()) {
    if (start < place) continue;
    yield document.createTextNode(characters.slice(place, start).join(""));
    yield make(characters.slice(start, end).join(""));
    place = end;
  }
  yield document.createTextNode(characters.slice(place).join(""));
}

function pieces() {
  const found = [];
  for (const sentence of answer.sentences)
    for (const stance of sentence.stances) {
      for (const mention of stance.mentions)
        found.push([mention.start, mention.end, (text) => mention_mark(text, stance)]);
      for (const word of stance.evidence || [])
        found.push([word.start, word.end, (text) => element("u", text, { title: `carries: ${stance.label} ${stance.party}` })]);
    }
  return found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
}

function mention_mark(text, stance) {
  const dim = shown !== null && shown !== stance.party;
  const made = element("mark", text, { class: stance.label + (dim ? " dim" : ""), tabindex: dim ? "-1" : "0" });
  const shares = Object.entries(stance.probabilities).map(([label, p]) => `${SIGNS[label]} ${label} ${Math.round(100 * p)} %`);
  const held = stance.holders.length ? `\nheld by ${stance.holders.join(", ")}` : "";
  const tip = `${stance.party}: ${stance.label}\n${shares.join("  ")}${held}`;
  made.setAttribute("aria-label", `${text}, ${tip}`);
  for (const on of ["mouseenter", "focus"]) made.addEventListener(on, () => showTip(made, tip));
  for (const off of ["mouseleave", "blur"]) made.addEventListener(off, () => ($("tip").hidden = true));
  return made;
}

function showTip(beside, text) {
  const tip = $("tip");
  const box = beside.getBoundingClientRect();
  tip.textContent = text;
  tip.hidden = false;
  tip.style.left = `${Math.max(8, Math.min(box.left + scrollX, scrollX + innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${box.bottom + scrollY + 6}px`;
}
addEventListener("keydown", (event) => event.key === "Escape" && ($("tip").hidden = true));

function named() {
  return [...new Set(answer.sentences.flatMap((sentence) => sentence.stances.map((stance) => stance.party)))];
}

function drawFilter() {
  const chips = named().map((party) => {
    const chip = element("button", party, { type: "button", "aria-pressed": String(shown === party) });
    chip.addEventListener("click", () => {
      shown = shown === party ? null : party;
      $("marked").replaceChildren(...marked());
      for (const each of $("filter").children) each.setAttribute("aria-pressed", String(each.textContent === shown));
    });
    return chip;
  });
  $("filter").replaceChildren(...chips);
}

function rowOf(cells, head = false) {
  const row = element("tr");
  cells.forEach((cell, index) => {
    const made = element(head || index === 0 ? "th" : "td", cell.text ?? cell);
    if (cell.label) made.className = cell.label;
    if (head) made.scope = "col";
    else if (index === 0) made.scope = "row";
    row.append(made);
  });
  return row;
}

function drawCounts() {
  const labels = Object.keys(SIGNS);
  const head = element("thead");
  head.append(rowOf(["", ...labels.map((label) => ({ text: `${SIGNS[label]} ${label}`, label }))], true));
  const body = element("tbody");
  const all = answer.sentences.flatMap((sentence) => sentence.stances);
  for (const party of named())
    body.append(rowOf([party, ...labels.map((label) => String(all.filter((s) => s.party === party && s.label === label).length))]));
  $("counts").replaceChildren(head, body);
}

function edges() {
  const sums = new Map();
  for (const { holder, target, label } of answer.relations) {
    const key = JSON.stringify([holder, target]);
    const row = sums.get(key) || { holder, target, favor: 0, against: 0 };
    row[label] += 1;
    sums.set(key, row);
  }
  return [...sums.values()];
}

function drawMatrix() {
  const found = edges();
  if (!found.length) return $("matrix").replaceChildren(element("caption", "No party takes a side here."));
  const holders = [...new Set(found.map((edge) => edge.holder))];
  const targets = [...new Set(found.map((edge) => edge.target))];
  const head = element("thead");
  head.append(rowOf(["holder → target", ...targets], true));
  const body = element("tbody");
  for (const holder of holders)
    body.append(rowOf([holder, ...targets.map((target) => {
      const edge = found.find((each) => each.holder === holder && each.target === target);
      if (!edge) return "";
      const text = [edge.favor && `▲ ${edge.favor}`, edge.against && `▼ ${edge.against}`].filter(Boolean).join(" ");
      return { text, label: edge.favor >= edge.against ? "favor" : "against" };
    })]));
  return $("matrix").replaceChildren(head, body);
}

function drawNetwork() {
  const found = edges();
  const names = [...new Set(found.flatMap((edge) => [edge.holder, edge.target]))];
  $("network").replaceChildren();
  if (!names.length) return;
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const made = (name, attributes, text) => {
    const node = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    svg.append(node);
    return node;
  };
  svg.setAttribute("viewBox", "0 0 360 300");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", found.map((e) => `${e.holder} ${e.favor >= e.against ? "for" : "against"} ${e.target}`).join("; "));
  const places = new Map(names.map((name, index) => {
    const angle = (2 * Math.PI * index) / names.length - Math.PI / 2;
    return [name, { x: 180 + 105 * Math.cos(angle), y: 150 + 105 * Math.sin(angle) }];
  }));
  for (const edge of found) {
    const [a, b] = [places.get(edge.holder), places.get(edge.target)];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const long = Math.hypot(dx, dy) || 1;
    const [ux, uy] = [dx / long, dy / long];
    const [cx, cy] = [(a.x + b.x) / 2 - uy * 22, (a.y + b.y) / 2 + ux * 22];
    const label = edge.favor >= edge.against ? "favor" : "against";
    const to = { x: b.x - ux * 12, y: b.y - uy * 12 };
    made("path", { class: `edge ${label}`, d: `M${a.x},${a.y} Q${cx},${cy} ${to.x},${to.y}` });
    const turn = Math.atan2(to.y - cy, to.x - cx);
    const tip = [0, 2.6, -2.6].map((t) => (t ? `${to.x + 9 * Math.cos(turn + t)},${to.y + 9 * Math.sin(turn + t)}` : `${to.x},${to.y}`));
    made("polygon", { class: label, points: tip.join(" "), fill: "currentColor" });
    made("text", { class: label, x: (a.x + 2 * cx + b.x) / 4, y: (a.y + 2 * cy + b.y) / 4, "text-anchor": "middle" }, SIGNS[label]);
  }
  for (const [name, { x, y }] of places) {
    made("circle", { cx: x, cy: y, r: 5, fill: "currentColor" });
    made("text", { x, y: y < 150 ? y - 10 : y + 20, "text-anchor": "middle" }, name.length > 22 ? `${name.slice(0, 21)}…` : name);
  }
  $("network").append(svg);
}

// Taking away

function download(name, kind, text) {
  const link = element("a", undefined, { download: name, href: `data:${kind};charset=utf-8,${encodeURIComponent(text)}` });
  document.body.append(link);
  link.click();
  link.remove();
}

function csv() {
  // A field that begins like a formula is none for a spreadsheet when a quote stands before it.
  const field = (value) => `"${String(value).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
  const rows = [["sentence", "party", "label", "score", "favor", "neutral", "against", "holders", "text"]];
  answer.sentences.forEach((sentence, index) => sentence.stances.forEach((s) => rows.push([
    index, s.party, s.label, s.score, s.probabilities.favor, s.probabilities.neutral, s.probabilities.against,
    s.holders.join("; "), sentence.text,
  ])));
  return rows.map((row) => row.map(field).join(",")).join("\r\n");
}

$("json").addEventListener("click", () => download("stances.json", "application/json", JSON.stringify(answer, null, 1)));
$("csv").addEventListener("click", () => download("stances.csv", "text/csv", csv()));
$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(JSON.stringify(answer, null, 1));
    say("Copied.");
  } catch {
    say("The browser does not allow copying here; use Download JSON.", true);
  }
});
