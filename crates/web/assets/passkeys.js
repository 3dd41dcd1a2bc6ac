// Passkeys. A form with data-passkey asks the browser for an answer before it is sent; without this it stays hidden, and there is a
// password.
const bytes = (tekst) => Uint8Array.from(atob(tekst.replaceAll("-", "+").replaceAll("_", "/")), (teken) => teken.charCodeAt(0));
const tekst = (inhoud) =>
  btoa(String.fromCharCode(...new Uint8Array(inhoud))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function leesbaar(vraag) {
  vraag.challenge = bytes(vraag.challenge);
  if (vraag.user) vraag.user.id = bytes(vraag.user.id);
  for (const lijst of [vraag.excludeCredentials, vraag.allowCredentials]) lijst?.forEach((sleutel) => { sleutel.id = bytes(sleutel.id); });
  return vraag;
}

function antwoordVan(sleutel) {
  const { response } = sleutel;
  const delen = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const inhoud = Object.fromEntries(delen.filter((deel) => response[deel]).map((deel) => [deel, tekst(response[deel])]));
  if (response.getTransports) inhoud.transports = response.getTransports();
  return { id: sleutel.id, rawId: tekst(sleutel.rawId), type: sleutel.type, response: inhoud, extensions: {} };
}

async function vraagOm(formulier) {
  const zegel = formulier.elements.zegel?.value ?? "";
  const antwoord = await fetch(`${formulier.action}/begin`, { method: "POST", body: new URLSearchParams({ zegel }) });
  if (!antwoord.ok) throw new Error(`${antwoord.status}`);
  const { publicKey } = await antwoord.json();
  const toevoegen = formulier.dataset.passkey === "toevoegen";
  const sleutel = await navigator.credentials[toevoegen ? "create" : "get"]({ publicKey: leesbaar(publicKey) });
  formulier.elements.antwoord.value = JSON.stringify(antwoordVan(sleutel));
  formulier.submit();
}

for (const formulier of document.querySelectorAll("form[data-passkey]")) {
  // A browser keeps passkeys for a name, never for a number: at 127.0.0.1 there are none.
  if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) break;
  formulier.hidden = false;
  formulier.addEventListener("submit", (gebeurtenis) => {
    gebeurtenis.preventDefault();
    const melding = formulier.querySelector("[role=alert]");
    melding.hidden = true;
    vraagOm(formulier).catch(() => { melding.hidden = false; });
  });
}
