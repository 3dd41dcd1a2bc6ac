// Keys. A key does what a button or link with data-toets says; rows with data-rij are walked with J and K. Nothing here is needed:
// every key stands for something on the page that can be clicked.
const schrijft = (doel) => doel.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

const VELDEN = "input:not([type=hidden]), textarea, select";

// What single keys do is a setting of the person: aan, met-alt or uit. With Alt some machines type another letter; the key itself counts.
const TOETSEN = document.body.dataset.toetsen ?? "aan";
function toetsVan(slag) {
  // A key that is held down does one thing.
  if (slag.repeat || TOETSEN === "uit" || slag.ctrlKey || slag.metaKey || schrijft(slag.target)) return "";
  if (slag.altKey !== (TOETSEN === "met-alt")) return "";
  const gedrukt = slag.altKey && /^(Key|Digit)(.)$/.exec(slag.code);
  return (gedrukt ? gedrukt[2] : slag.key).toLowerCase();
}

// G and then a letter goes to a place; with ticked boxes G is the button of the list.
const PLAATSEN = { w: "/werk", h: "/huurders", p: "/post", v: "/vannacht" };
let naarTot = 0;

// What was sent is sent once; the next key is for the next page.
let verzonden = false;
document.addEventListener("submit", (stuurt) => { verzonden = !stuurt.defaultPrevented; });
addEventListener("pageshow", () => { verzonden = false; });

let rij = -1;
const rijen = () => [...document.querySelectorAll("[data-rij]")];

function loop(stap) {
  const alle = rijen();
  if (!alle.length) return false;
  rij = Math.min(Math.max(rij + stap, 0), alle.length - 1);
  alle[rij].focus();
  alle[rij].scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (slag) => {
  if (slag.key === "Escape" && schrijft(slag.target)) return slag.target.blur();
  const toets = toetsVan(slag);
  if (!toets || verzonden || document.querySelector("dialog[open]")) return;
  if (toets === "/") {
    const zoek = document.querySelector("#zoek");
    if (zoek) { slag.preventDefault(); zoek.focus(); zoek.select(); }
    return;
  }
  if (Date.now() < naarTot) {
    naarTot = 0;
    const plek = PLAATSEN[toets] && document.querySelector(`header.kop nav a[href="${PLAATSEN[toets]}"]`);
    if (plek) { slag.preventDefault(); return plek.click(); }
  } else if (toets === "g" && !document.querySelector("input[form=samen]:checked")) {
    naarTot = Date.now() + 1500;
    return slag.preventDefault();
  }
  const doel = document.querySelector(`[data-toets="${CSS.escape(toets)}"]`) ?? (toets === "u" ? document.querySelector("a[href='/werk/handelingen']") : null);
  if (doel) {
    slag.preventDefault();
    const blok = doel.closest("details");
    if (blok) blok.open = true;
    const veld = doel.dataset.veld && document.getElementById(doel.dataset.veld);
    if (veld && !veld.value) return veld.focus();
    // What opens takes what is typed next: an amount is no choice of a key.
    if (doel.tagName === "SUMMARY") return (blok.querySelector(VELDEN) ?? doel).focus();
    return schrijft(doel) ? doel.focus() : doel.click();
  }
  if (toets === "j" || toets === "arrowdown" && rijen().length) { if (loop(1)) slag.preventDefault(); }
  if (toets === "k" || toets === "arrowup" && rijen().length) { if (loop(-1)) slag.preventDefault(); }
});
