for (const button of document.querySelectorAll("button")) {
  button.addEventListener("click", async () => {
    const said = document.querySelector("[role=status]");
    said.textContent = "One moment…";
    const body = JSON.stringify({ token: document.body.dataset.token, answer: button.value });
    const headers = { "content-type": "application/json" };
    const reply = await fetch(location.pathname, { method: "POST", headers, body });
    const json = await reply.json();
    said.textContent = reply.ok ? "Done: the session is " + json.data.status + "." : json.detail;
    if (reply.ok) document.querySelectorAll("button").forEach((each) => (each.disabled = true));
  });
}
