
// A form with data-rekent shows what it comes to in the part of the page of that name, after every change. Without this there is a
// button that does the same.
for (const formulier of document.querySelectorAll("form[data-rekent]")) {
  formulier.addEventListener("change", async () => {
    const vraag = new URLSearchParams(new FormData(formulier));
    const antwoord = await fetch(`${formulier.action}?${vraag}`);
    const pagina = new DOMParser().parseFromString(await antwoord.text(), "text/html");
    const oud = document.getElementById(formulier.dataset.rekent);
    const nieuw = pagina.getElementById(formulier.dataset.rekent);
    if (!oud || !nieuw) return formulier.submit();
    const getypt = oud.querySelector("textarea")?.value;
    oud.replaceWith(document.adoptNode(nieuw));
    const notitie = nieuw.querySelector("textarea");
    if (getypt && notitie) notitie.value = getypt;
  });
}

// Boxes in a list: X ticks the row that was walked to, A all of them.
document.addEventListener("keydown", (slag) => {
  const toets = toetsVan(slag);
  if (!toets) return;
  const vakken = [...document.querySelectorAll("input[type=checkbox][form=samen]")];
  if (!vakken.length) return;
  if (toets === "a") { const alles = !vakken.every((vak) => vak.checked); vakken.forEach((vak) => { vak.checked = alles; }); }
  if (toets === "x") { const vak = document.activeElement?.closest("tr")?.querySelector("input[type=checkbox][form=samen]"); if (vak) vak.checked = !vak.checked; }
});
