// People chat and miss nothing. Three habits carry it:
// - a message has a place in its chat, from 1 on without a gap: kept by place nothing is there twice, and a number
//   that is missing is a message that was missed;
// - what one says has a name of one's own (`clientId`): whoever got no answer says it again under that name;
// - whoever comes back asks for what there is, as if for the first time.

import { ask, listen, session, signIn, signOut, tell } from "./line.js";
import { draw, drawTrouble } from "./draw.js";

/** What is on the screen, and nothing else. */
const state = {
  chats: new Map(), // by id, as `GET /chats` has them
  open: location.hash.slice(1), // the chat that is shown: a reload shows it again
  messages: new Map(), // its messages, by place
  outbox: new Map(JSON.parse(sessionStorage.getItem("outbox"))), // by clientId: said, and not known to be stored
  typists: new Map(), // by user
};

async function catchUp() {
  await list();
  await show();
  post();
}

async function list() {
  const rows = await ask("GET", "/chats");
  state.chats = new Map(rows.map((chat) => [chat.id, chat]));
  draw(state);
}

async function show() {
  if (!state.chats.has(state.open)) return; // the address says what it likes
  take(await ask("GET", `/chats/${state.open}/messages`)); // the latest twenty
  await fill();
  await read();
}

const places = () => [...state.messages.keys()].sort((a, b) => a - b);

// What is missing is fetched from its later end, page by page.
async function fill() {
  for (let tried, gap; (gap = firstGap()) && gap !== tried; tried = gap) await before(gap);
}

// The place after the latest one that is missing.
const firstGap = () => places().findLast((place, at, all) => at > 0 && all[at - 1] < place - 1);

const before = async (place) => take(await ask("GET", `/chats/${state.open}/messages?before=${place}`));

function take(some) {
  for (const message of some) {
    state.outbox.delete(message.clientId);
    count(message);
    if (message.chatId === state.open) state.messages.set(message.sequence, message);
  }
  draw(state);
}

let reading = false;

async function read() {
  const chat = state.chats.get(state.open);
  const last = state.messages.get(places().at(-1));
  if (reading || !chat?.unreadCount || !last || document.hidden) return;
  reading = true;
  chat.unreadCount = 0;
  draw(state);
  await ask("POST", `/messages/${last.id}/read`).finally(() => (reading = false));
  await read(); // what has come meanwhile
}

async function hear({ event, data, at }) {
  if (event === "chat.typing") types(data, Date.parse(data.expiresAt) - Date.parse(at));
  if (data?.kind !== "message") return; // chat.message; chat.edited and chat.deleted, which say what is there now
  types({ userId: data.senderId }, 0);
  take([data]);
  if (!state.chats.has(data.chatId)) await list();
  if (data.chatId === state.open) await fill();
  await read();
}

// What the list says of a chat, without asking. The places between were said as well, and come later.
function count(message) {
  const { chatId, senderId, sequence, createdAt } = message;
  const chat = state.chats.get(chatId);
  if (sequence > chat?.sequence) {
    const unreadCount = senderId === session.user.id ? 0 : chat.unreadCount + sequence - chat.sequence;
    Object.assign(chat, { sequence, unreadCount, lastMessage: message, updatedAt: createdAt });
  }
}

function types({ chatId, userId, name }, milliseconds) {
  clearTimeout(state.typists.get(userId)?.timer);
  state.typists.delete(userId);
  if (milliseconds > 0) {
    const timer = setTimeout(types, milliseconds, { userId }, 0);
    state.typists.set(userId, { chatId, name, timer });
  }
  draw(state);
}

let posting = false;

// One after the other, so that they stay in order. What does not get through waits for the line, or for a moment.
async function post() {
  if (posting) return;
  posting = true;
  for (const [clientId, { chatId, content }] of state.outbox) {
    try {
      take([await ask("POST", `/chats/${chatId}/messages`, { content, type: "text", clientId })]);
    } catch (error) {
      drawTrouble(error);
      if (!isForGood(error)) {
        setTimeout(post, 5_000);
        break;
      }
      state.outbox.delete(clientId);
    }
  }
  posting = false;
  draw(state);
}

const isForGood = ({ status }) => status >= 400 && status < 500 && status !== 429;
const or = (promise) => promise.catch(drawTrouble);
const $ = (id) => document.getElementById(id);

$("say").onsubmit = (event) => {
  event.preventDefault();
  state.outbox.set(crypto.randomUUID(), { chatId: state.open, content: event.target.words.value });
  event.target.reset();
  toldAt = 0;
  draw(state);
  post();
};

// They are shown as typing for five seconds.
let toldAt = 0;
$("say").oninput = () => {
  if (Date.now() - toldAt < 3_000) return;
  toldAt = Date.now();
  tell("chat.typing", { chatId: state.open });
};

$("earlier").onclick = () => or(before(places()[0]));
$("out").onclick = signOut;
document.onvisibilitychange = () => or(read());
onhashchange = () => {
  Object.assign(state, { open: location.hash.slice(1), messages: new Map() });
  or(show());
};

$("door").onsubmit = async (event) => {
  event.preventDefault();
  const { email, password } = event.target;
  await or(signIn(email.value, password.value));
  enter();
};

function enter() {
  draw(state);
  if (session) listen({ catchUp, hear: (frame) => or(hear(frame)), state: (word) => ($("line").value = word) });
}

enter();
