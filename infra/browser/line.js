// The backend as a page sees it: a session that renews itself, questions, and a socket that comes back.

const API = document.querySelector("meta[name=api]").content;

/** {token, refreshToken, user}: kept for this tab only, so that a reload is not a new sign-in. */
export let session = JSON.parse(sessionStorage.getItem("session"));

function keep(tokens) {
  session = { ...session, ...tokens };
  sessionStorage.setItem("session", JSON.stringify(session));
}

export const signIn = async (email, password) => keep(await ask("POST", "/auth/login", { email, password }));

export async function signOut() {
  await ask("POST", "/auth/logout", { refreshToken: session.refreshToken }).catch(() => {});
  leave();
}

function leave() {
  session = null;
  sessionStorage.clear();
  location.reload();
}

/** The reply's `data`. What is refused is thrown, with its status; where there was no reply, without. */
export async function ask(method, path, body, mayRenew = true) {
  const headers = { "content-type": "application/json" };
  if (session) headers.authorization = `Bearer ${session.token}`;
  const reply = await fetch(`${API}/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const { data, error } = await reply.json();
  if (reply.ok) return data;
  if (reply.status === 401 && session && mayRenew) {
    await renew();
    return ask(method, path, body, false);
  }
  throw Object.assign(new Error(error?.message ?? reply.statusText), { status: reply.status });
}

// A token is good for a quarter of an hour. One renewal at a time: whoever else needs it waits for the same.
let renewing;
const renew = () => (renewing ??= renewed().finally(() => (renewing = undefined)));

async function renewed() {
  try {
    keep(await ask("POST", "/auth/refresh", { refreshToken: session.refreshToken }, false));
  } catch (error) {
    if (error.status === 401) leave();
    throw error;
  }
}

let on, socket, retry, heard;
let failures = 0;

/** Hears what happens. `catchUp` is called whenever something may have been missed. */
export function listen(callbacks) {
  on = callbacks;
  addEventListener("offline", hangUp);
  addEventListener("online", connect);
  setInterval(ping, 240_000); // ten silent minutes end a connection
  connect();
}

async function connect() {
  clearTimeout(retry);
  try {
    // Why a socket was refused nobody says. If the token has run out, asking for something renews it; and where
    // sockets do not get through at all, this is what people see new messages by.
    if (failures) await on.catchUp();
  } catch {
    return again();
  }
  if (socket?.readyState <= WebSocket.OPEN) return;
  const line = (socket = new WebSocket(`${API.replace("http", "ws")}/ws?token=${session.token}`));
  line.onopen = opened;
  line.onmessage = ({ data }) => line === socket && receive(JSON.parse(data));
  line.onclose = () => line === socket && again();
}

// Only once the socket is open, so that there is no moment between asking and listening.
async function opened() {
  heard = true;
  try {
    await on.catchUp();
    failures = 0;
    on.state("online");
    setTimeout(tell, 5_000, "ping");
  } catch {
    hangUp();
  }
}

// Whatever is said over a line that the backend has forgotten is answered like this, and nothing else comes over it.
// That is why a new line is tried once.
function receive(frame) {
  heard = true;
  if (frame.event === "error" && frame.data.code === "AUTHENTICATION_REQUIRED") hangUp();
  else on.hear(frame);
}

function hangUp() {
  const line = socket;
  socket = undefined;
  line?.close();
  again();
}

// Each time twice as long, and nobody at the same moment as everybody else.
function again() {
  on.state("connecting …");
  clearTimeout(retry);
  retry = setTimeout(connect, Math.min(500 * 2 ** failures++, 30_000) * (0.5 + Math.random() / 2));
}

/** Says something to the others' screens, if it can be said now. */
export function tell(event, data) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ event, data }));
}

function ping() {
  if (!heard) return hangUp();
  heard = false;
  tell("ping");
}
