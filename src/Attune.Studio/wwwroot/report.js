// A report's own page: draws its charts, follows the reader's colours, and shows the trials as a table that sorts.
import { draw } from "./charts.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; };
follow();
dark.addEventListener("change", follow);

for (const element of document.querySelectorAll("[data-chart]")) {
  draw(element, document.getElementById(`chart-${element.dataset.chart}`).textContent, null);
}

const step = 200;
const { heads, rows, best } = JSON.parse(document.getElementById("rows").textContent);
const table = document.getElementById("trials");
const more = document.getElementById("more");
let sorted = rows;
let [by, down, count] = [0, false, step];

// Numbers before texts, nothing last, whichever way.
function compare(left, right) {
  const [a, b] = [left[by], right[by]];
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
  return (down ? -order : order) || left[0] - right[0];
}

function cell(value) {
  const td = document.createElement("td");
  td.textContent = value === null ? "" : typeof value === "number" && !Number.isInteger(value) ? String(+value.toPrecision(6)) : String(value);
  if (typeof value === "number") td.className = "number";
  else if (value?.length > 60) { td.className = "long"; td.title = value; }
  return td;
}

function show() {
  const body = document.createElement("tbody");
  for (const row of sorted.slice(0, count)) {
    const tr = document.createElement("tr");
    if (row[0] === best) tr.className = "best";
    tr.append(...row.map(cell));
    body.append(tr);
  }
  table.tBodies[0]?.remove();
  table.append(body);
  [...table.tHead.rows[0].cells].forEach((th, i) => th.setAttribute("aria-sort", i !== by ? "none" : down ? "descending" : "ascending"));
  document.getElementById("table-words").textContent = `${rows.length.toLocaleString("en")} trials; a click on a column's head sorts.${count < rows.length ? ` The first ${count} in this order.` : ""}`;
  more.hidden = count >= rows.length;
}

if (table) {
  const head = table.createTHead().insertRow();
  heads.forEach((name, i) => {
    const th = document.createElement("th");
    th.scope = "col";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      [by, down] = [i, by === i && !down];
      sorted = [...rows].sort(compare);
      show();
    });
    th.append(button);
    head.append(th);
  });
  more.addEventListener("click", () => { count += 5 * step; show(); });
  show();
}
