// Two windows over a page: all keys (?), and going somewhere or doing something by typing (Ctrl+K). Both only gather what can be
// clicked already.
function venster(naam, inhoud) {
  document.querySelector("dialog.venster")?.remove();
  const dialoog = document.createElement("dialog");
  dialoog.className = "venster";
  const kop = document.createElement("h2");
  kop.id = "venster-kop";
  kop.textContent = naam;
  dialoog.setAttribute("aria-labelledby", kop.id);
  const sluit = document.createElement("button");
  sluit.type = "button";
  sluit.textContent = "Sluit (Esc)";
  sluit.addEventListener("click", () => dialoog.close());
  dialoog.append(kop, sluit, ...inhoud);
  dialoog.addEventListener("close", () => dialoog.remove());
  document.body.append(dialoog);
  dialoog.showModal();
  return dialoog;
}

const toetsLink = document.querySelector("[data-toetsenlijst]");
async function toonToetsen() {
  const antwoord = await fetch("/hulp/toetsen").catch(() => null);
  const lijst = antwoord?.ok && new DOMParser().parseFromString(await antwoord.text(), "text/html").getElementById("toetsenlijst");
  if (!lijst) return toetsLink?.click();
  venster("Toetsen", [document.adoptNode(lijst)]);
}
toetsLink?.addEventListener("click", (klik) => { klik.preventDefault(); toonToetsen(); });

// What can be gone to or done on this page.
function alleOpdrachten() {
  const zonder = (doel) => doel.textContent.replace(/\s+/g, " ").replace(new RegExp(` ?${doel.dataset.toets ?? ""}$`, "i"), "").trim();
  const doelen = document.querySelectorAll("header.kop nav a, header.kop .wie a, main [data-toets], .voet a");
  return [...doelen].map((doel) => ({ naam: zonder(doel), doe: () => (doel.tagName === "TEXTAREA" || doel.tagName === "SUMMARY" ? doel.focus() : doel.click()) })).filter((een) => een.naam);
}

function toonOpdrachten() {
  const alle = alleOpdrachten();
  const label = document.createElement("label");
  label.textContent = "Typ wat u wilt doen, of een naam";
  const veld = document.createElement("input");
  veld.type = "search";
  veld.autocomplete = "off";
  veld.setAttribute("role", "combobox");
  veld.setAttribute("aria-controls", "opdrachten");
  veld.setAttribute("aria-expanded", "true");
  label.append(veld);
  const lijst = document.createElement("ul");
  lijst.id = "opdrachten";
  lijst.setAttribute("role", "listbox");
  lijst.setAttribute("aria-label", "Opdrachten");
  let over = [];
  let gekozen = 0;
  const kies = (welke) => {
    gekozen = Math.min(Math.max(welke, 0), over.length - 1);
    [...lijst.children].forEach((rij, plaats) => rij.setAttribute("aria-selected", String(plaats === gekozen)));
    veld.setAttribute("aria-activedescendant", `opdracht-${gekozen}`);
    lijst.children[gekozen]?.scrollIntoView({ block: "nearest" });
  };
  const teken = () => {
    const zoek = veld.value.trim().toLowerCase();
    over = alle.filter((een) => een.naam.toLowerCase().includes(zoek));
    over.sort((een, ander) => ander.naam.toLowerCase().startsWith(zoek) - een.naam.toLowerCase().startsWith(zoek));
    over.length = Math.min(over.length, 12);
    if (zoek && document.getElementById("zoek")) over.push({ naam: `Zoek huurder: ${veld.value.trim()}`, doe: zoekHuurder });
    lijst.replaceChildren(...over.map((een, plaats) => {
      const rij = document.createElement("li");
      rij.id = `opdracht-${plaats}`;
      rij.setAttribute("role", "option");
      rij.textContent = een.naam;
      rij.addEventListener("click", () => doe(plaats));
      return rij;
    }));
    kies(0);
  };
  const zoekHuurder = () => { const zoek = document.getElementById("zoek"); zoek.value = veld.value.trim(); zoek.form.submit(); };
  const dialoog = venster("Opdrachten", [label, lijst]);
  const doe = (plaats) => { const een = over[plaats]; if (een) { const { doe: begin } = een; dialoog.close(); begin(); } };
  veld.addEventListener("input", teken);
  veld.addEventListener("keydown", (slag) => {
    if (slag.key === "ArrowDown") { slag.preventDefault(); kies(gekozen + 1); }
    if (slag.key === "ArrowUp") { slag.preventDefault(); kies(gekozen - 1); }
    if (slag.key === "Enter") { slag.preventDefault(); doe(gekozen); }
  });
  teken();
  veld.focus();
}

document.addEventListener("keydown", (slag) => {
  if (document.querySelector("dialog[open]")) return;
  if ((slag.ctrlKey || slag.metaKey) && !slag.altKey && slag.key.toLowerCase() === "k" && toetsLink) {
    slag.preventDefault();
    return toonOpdrachten();
  }
  if (toetsVan(slag) === "?") { slag.preventDefault(); toonToetsen(); }
});
