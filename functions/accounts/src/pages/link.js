const token = new URLSearchParams(location.search).get("token");
// Out of the address bar and the history: whoever has it has what it is good for.
history.replaceState(null, "", location.pathname);
document.querySelector("form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [form, said] = [event.target, document.querySelector("[role=status]")];
  said.textContent = "One moment…";
  const body = JSON.stringify({ token, ...Object.fromEntries(new FormData(form)) });
  const headers = { "content-type": "application/json" };
  const reply = await fetch(location.pathname, { method: "POST", headers, body });
  const json = await reply.json();
  said.textContent = reply.ok ? json.message : json.detail;
  form.hidden = reply.ok;
});
