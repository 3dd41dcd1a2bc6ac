// What is typed in a note, and in any field of a form about a dossier, is kept in this tab until it was recorded: a closed lid, a lost
// connection or an ended session takes nothing away. It never leaves this tab, and signing out clears it.
const wie = document.querySelector(".wie summary")?.textContent.trim() ?? "";
const sleutel = (veld) => `notitie|${wie}|${veld.form?.getAttribute("action")}|${veld.id}`;
const NIET = ["hidden", "checkbox", "radio", "password", "file", "submit"];
const velden = (in_) => [...in_.querySelectorAll("form[method=post] :is(textarea, input, select)[id]")]
  .filter((veld) => veld.tagName === "TEXTAREA" || ((veld.form.getAttribute("action") ?? "").startsWith("/dossier/") && !NIET.includes(veld.type)));
const begin = (veld) => veld.tagName === "SELECT"
  ? ([...veld.options].find((keuze) => keuze.defaultSelected) ?? veld.options[0])?.value
  : veld.defaultValue;

if (wie) {
  const verstuurd = JSON.parse(sessionStorage.getItem("verstuurd") ?? "[]");
  sessionStorage.removeItem("verstuurd");
  const vastgelegd = /[?&](klaar|samen|terug|dank|gelegd|ingetrokken)=/.test(location.search);
  if (vastgelegd) verstuurd.forEach((naam) => sessionStorage.removeItem(naam));
  for (const veld of velden(document)) {
    const eerder = sessionStorage.getItem(sleutel(veld));
    const leeg = veld.value === begin(veld);
    const kan = veld.tagName !== "SELECT" || [...veld.options].some((keuze) => keuze.value === eerder);
    if (eerder && eerder !== veld.value && leeg && kan) {
      veld.value = eerder;
      const uitleg = document.createElement("span");
      uitleg.className = "onder";
      uitleg.textContent = "Dit vulde u eerder in; het is nog niet vastgelegd.";
      veld.after(uitleg);
      const blok = veld.closest("details");
      if (blok) blok.open = true;
    }
    veld.addEventListener("input", () => {
      if (veld.value && veld.value !== begin(veld)) sessionStorage.setItem(sleutel(veld), veld.value);
      else sessionStorage.removeItem(sleutel(veld));
    });
  }
  document.addEventListener("submit", (gaat) => {
    if (gaat.target.getAttribute("action") === "/afmelden") return sessionStorage.clear();
    const tekst = new FormData(gaat.target).get("notitie");
    // The same note can stand in the form of before signing in anew, or of a collision.
    const zelfde = Object.keys(sessionStorage).filter((naam) => naam.startsWith("notitie|") && sessionStorage.getItem(naam) === tekst);
    const eigen = velden(document).filter((veld) => veld.form === gaat.target).map(sleutel);
    sessionStorage.setItem("verstuurd", JSON.stringify([...zelfde, ...eigen]));
  });
}
