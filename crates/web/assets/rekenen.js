
// A form with data-rekent shows what it comes to in the part of the page of that name, after every change. Without this there is a
// button that does the same. From the first letter on, and until what was asked last is there, what stands there is of before:
// nothing of it can be recorded.
const gevuld = (formulier) => new URLSearchParams(new FormData(formulier)).toString();
function zoals(formulier) {
  const klopt = gevuld(formulier) === formulier.dataset.getoond;
  const knoppen = document.getElementById(formulier.dataset.rekent)?.querySelectorAll("button[type=submit]") ?? [];
  for (const knop of knoppen) knop.disabled = !klopt;
}
async function reken(formulier) {
  const vraag = gevuld(formulier);
  if (vraag === formulier.dataset.getoond || vraag === formulier.dataset.gevraagd) return zoals(formulier);
  formulier.dataset.gevraagd = vraag;
  zoals(formulier);
  const pagina = await fetch(`${formulier.action}?${vraag}`)
    .then(async (antwoord) => new DOMParser().parseFromString(await antwoord.text(), "text/html"))
    .catch(() => null);
  if (vraag !== formulier.dataset.gevraagd) return;
  const oud = document.getElementById(formulier.dataset.rekent);
  const nieuw = pagina?.getElementById(formulier.dataset.rekent);
  if (!pagina && oud) {
    delete formulier.dataset.gevraagd;
    return oud.prepend(Object.assign(document.createElement("p"), { className: "melding", textContent: "Er kwam geen antwoord. Kies Bereken om het nog eens te proberen." }));
  }
  if (!oud || !nieuw) return formulier.submit();
  const getypt = oud.querySelector("textarea")?.value;
  // Who was there stays there.
  const plek = oud.contains(document.activeElement) && (document.activeElement.id ? `#${CSS.escape(document.activeElement.id)}` : "button.hoofd");
  oud.replaceWith(document.adoptNode(nieuw));
  formulier.dataset.getoond = vraag;
  const notitie = nieuw.querySelector("textarea");
  if (getypt && notitie) notitie.value = getypt;
  zoals(formulier);
  if (plek) nieuw.querySelector(plek)?.focus();
}
for (const formulier of document.querySelectorAll("form[data-rekent]")) {
  // Whoever comes back finds the fields as he left them, beside what the page said at first.
  const velden = [...formulier.elements];
  const eigen = (veld) => (veld.type === "radio" || veld.type === "checkbox" ? veld.checked === veld.defaultChecked : veld.defaultValue === undefined || veld.value === veld.defaultValue);
  addEventListener("pageshow", () => {
    if (velden.every(eigen)) formulier.dataset.getoond ??= gevuld(formulier);
    reken(formulier);
  });
  formulier.addEventListener("input", ({ target }) => {
    // An amount that is typed is the one that is meant.
    const keuze = target.value && document.getElementById(target.dataset.kiest);
    if (keuze) keuze.checked = true;
    zoals(formulier);
  });
  for (const teken of ["change", "focusout"]) formulier.addEventListener(teken, () => reken(formulier));
}

// Ctrl+Enter sends the form at hand, or the one form of the page. A form that only works something out does that first and goes to
// the button that records it: what is recorded is what was shown.
document.addEventListener("keydown", async (slag) => {
  if (slag.key !== "Enter" || !(slag.ctrlKey || slag.metaKey) || slag.repeat || verzonden || slag.defaultPrevented) return;
  const formulier = slag.target.closest("main form");
  const vast = [...document.querySelectorAll("main form[method=post] button.hoofd")];
  if (formulier?.dataset.rekent) {
    slag.preventDefault();
    await reken(formulier);
    return document.getElementById(formulier.dataset.rekent)?.querySelector("button.hoofd")?.focus();
  }
  const knoppen = formulier ? [...formulier.querySelectorAll("button[type=submit]")] : vast;
  const knop = knoppen.length === 1 ? knoppen[0] : formulier?.querySelector("button.hoofd");
  if (knop) { slag.preventDefault(); knop.click(); }
});

// Boxes in a list: X ticks the row that was walked to, A all of them; how many are ticked is said where they are used. Enter in a
// field of that form presses the button that the field is for.
const samen = document.getElementById("samen");
const vakken = () => [...document.querySelectorAll("input[type=checkbox][form=samen]")];
function tel() {
  const gekozen = document.getElementById("gekozen");
  const aantal = vakken().filter((vak) => vak.checked).length;
  if (gekozen) gekozen.textContent = aantal ? ` (${aantal})` : "";
}
if (samen) {
  tel();
  document.addEventListener("change", (wijzigt) => { if (wijzigt.target.form === samen) tel(); });
  samen.addEventListener("keydown", (slag) => {
    if (slag.key !== "Enter" || slag.target.tagName !== "INPUT") return;
    slag.preventDefault();
    slag.target.closest("div")?.querySelector("button")?.click();
  });
}
document.addEventListener("keydown", (slag) => {
  const toets = toetsVan(slag);
  if (!toets || !samen) return;
  if (toets === "a") { const alles = !vakken().every((vak) => vak.checked); vakken().forEach((vak) => { vak.checked = alles; }); }
  if (toets === "x") { const vak = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox][form=samen]"); if (vak) vak.checked = !vak.checked; }
  tel();
});
