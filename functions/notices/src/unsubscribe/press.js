const button = document.querySelector("button");
button.addEventListener("click", async () => {
  const said = document.querySelector("[role=status]");
  said.textContent = "One moment…";
  const reply = await fetch(location.pathname, { method: "POST" });
  const json = await reply.json();
  said.textContent = reply.ok ? json.message : json.detail;
  button.disabled = reply.ok;
});
