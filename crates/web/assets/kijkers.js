// Who else works on this dossier: asked anew every half minute while the page is in sight.
const kijkers = document.querySelector("[data-kijkers]");
async function vraagKijkers() {
  if (!kijkers || document.visibilityState !== "visible") return;
  const antwoord = await fetch(kijkers.dataset.kijkers).catch(() => null);
  if (!antwoord?.ok || antwoord.redirected) return;
  const wie = await antwoord.text();
  if (wie !== kijkers.textContent) kijkers.textContent = wie;
}
if (kijkers) {
  setInterval(vraagKijkers, 30_000);
  document.addEventListener("visibilitychange", vraagKijkers);
}
