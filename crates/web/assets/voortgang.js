// Progress of a night: the part that changes is told by the server. Without this script the page comes again by itself.
for (const deel of document.querySelectorAll("[data-voortgang]")) {
  const bron = new EventSource(deel.dataset.voortgang);
  bron.addEventListener("stand", (bericht) => { deel.innerHTML = bericht.data; });
  bron.addEventListener("klaar", () => { bron.close(); location.reload(); });
}
