// What is typed in a note is kept in this tab until it was recorded: a closed lid, a lost connection or an ended session takes
// nothing away. It never leaves this tab, and signing out clears it.
const wie = document.querySelector(".wie summary")?.textContent.trim() ?? "";
const sleutel = (veld) => `notitie|${wie}|${veld.form?.getAttribute("action")}|${veld.id}`;
const notities = () => [...document.querySelectorAll("form[method=post] textarea[id]")];

if (wie) {
  const verstuurd = JSON.parse(sessionStorage.getItem("verstuurd") ?? "[]");
  sessionStorage.removeItem("verstuurd");
  const vastgelegd = /[?&](klaar|samen|terug|dank|gelegd|ingetrokken)=/.test(location.search);
  if (vastgelegd) verstuurd.forEach((naam) => sessionStorage.removeItem(naam));
  for (const veld of notities()) {
    const eerder = sessionStorage.getItem(sleutel(veld));
    if (eerder && !veld.value) {
      veld.value = eerder;
      const uitleg = document.createElement("span");
      uitleg.className = "onder";
      uitleg.textContent = "Dit typte u eerder; het is nog niet vastgelegd.";
      veld.after(uitleg);
      const blok = veld.closest("details");
      if (blok) blok.open = true;
    }
    veld.addEventListener("input", () => {
      if (veld.value) sessionStorage.setItem(sleutel(veld), veld.value);
      else sessionStorage.removeItem(sleutel(veld));
    });
  }
  document.addEventListener("submit", (gaat) => {
    if (gaat.target.getAttribute("action") === "/afmelden") return sessionStorage.clear();
    const tekst = new FormData(gaat.target).get("notitie");
    const namen = Object.keys(sessionStorage).filter((naam) => naam.startsWith("notitie|") && sessionStorage.getItem(naam) === tekst);
    sessionStorage.setItem("verstuurd", JSON.stringify(namen));
  });
}
