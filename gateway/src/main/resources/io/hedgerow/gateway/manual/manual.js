// The search: every section that has all words, those with a word in the title first.
"use strict";
const MOST = 30;
const AROUND = 90;
const input = document.getElementById("search");
const results = document.getElementById("results");
const article = document.querySelector("article");
let sections;

async function load() {
  sections ??= fetch("search.json").then(answer => answer.json());
  return sections;
}

function excerpt(text, word) {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, at - AROUND);
  const part = text.slice(from, at + AROUND);
  return (from > 0 ? "… " : "") + part + (at + AROUND < text.length ? " …" : "");
}

function row(section, word) {
  const link = document.createElement("a");
  link.href = section.href;
  link.textContent = section.chapter + ": " + section.title;
  link.addEventListener("click", () => show([]));
  const text = document.createElement("p");
  text.textContent = excerpt(section.text, word);
  return [link, text];
}

function show(rows, isSearch = false) {
  results.replaceChildren(...rows.flat());
  results.hidden = !isSearch;
  article.hidden = isSearch;
}

async function search() {
  const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
  if (words.length === 0) {
    show([]);
    return;
  }
  const found = [];
  let all;
  try {
    all = await load();
  } catch {
    // Browsers fetch nothing for a page that was opened as a file.
    sections = undefined;
    show([document.createTextNode("The search needs a web server: search.json cannot be loaded.")], true);
    return;
  }
  for (const section of all) {
    const title = section.title.toLowerCase();
    const text = title + " " + section.text.toLowerCase();
    if (words.every(word => text.includes(word))) {
      found.push({section, rank: words.filter(word => title.includes(word)).length});
    }
  }
  found.sort((a, b) => b.rank - a.rank);
  const rows = found.slice(0, MOST).map(each => row(each.section, words[0]));
  if (rows.length === 0) {
    rows.push(document.createTextNode("Nothing found."));
  }
  show(rows, true);
}

input.addEventListener("input", search);
input.form.addEventListener("submit", event => {
  event.preventDefault();
  results.querySelector("a")?.click();
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== input) {
    event.preventDefault();
    input.focus();
  } else if (event.key === "Escape") {
    input.value = "";
    show([]);
  }
});
