// What is there, as HTML. Words go in as text: nothing that somebody wrote is ever read as HTML.

import { session } from "./line.js";

const $ = (id) => document.getElementById(id);

export function draw({ chats, open, messages, outbox, typists }) {
  $("door").hidden = session;
  $("room").hidden = !session;
  if (!session) return;
  sessionStorage.setItem("outbox", JSON.stringify([...outbox])); // a reload does not lose what was said
  const here = ({ chatId }) => chatId === open;
  const atEnd = $("talk").scrollHeight - $("talk").scrollTop - $("talk").clientHeight < 40;
  const latest = [...chats.values()].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  const inOrder = [...messages.values()].sort((a, b) => a.sequence - b.sequence);
  const names = [...typists.values()].filter(here).map(({ name }) => name);
  $("me").textContent = session.user.name;
  put($("chats"), latest.map((chat) => row(chat, chat.id === open)));
  put($("messages"), [...inOrder, ...[...outbox.values()].filter(here)].map(bubble));
  $("typing").textContent = names.length ? `${names.join(", ")} is typing …` : "";
  $("earlier").hidden = !(inOrder[0]?.sequence > 1);
  $("say").hidden = !chats.has(open);
  if (atEnd) $("talk").scrollTop = $("talk").scrollHeight;
}

/** What was refused, and why. That there is no line the header says. */
export function drawTrouble(error) {
  for (const place of document.querySelectorAll("[role=alert]")) place.textContent = error.status ? error.message : "";
  if (!error.status) console.warn(error);
}

function row(chat, isOpen) {
  const others = chat.participants.filter(({ id }) => id !== session.user.id).map(({ name }) => name);
  const title = chat.type === "support" && session.user.role !== "admin" ? "Support" : others.join(", ");
  const link = piece("a", isOpen ? "open" : "", piece("span", "name", title));
  if (chat.unreadCount) link.append(piece("span", "unread", chat.unreadCount));
  link.append(piece("span", "last", chat.lastMessage?.content ?? ""));
  link.href = `#${chat.id}`;
  return piece("li", "", link);
}

function bubble({ senderId, senderName, createdAt, content, deleted }) {
  if (!createdAt) return piece("li", "own waiting", piece("span", "words", content));
  const at = new Date(createdAt).toLocaleTimeString([], { timeStyle: "short" });
  const by = piece("span", "by", `${senderName}, ${at}`);
  const words = piece("span", "words", deleted ? "(deleted)" : content);
  return piece("li", senderId === session.user.id ? "own" : "", by, words);
}

function piece(tag, className, ...inside) {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...inside);
  return made;
}

// What has not changed stays as it is, under the pointer and in the selection.
function put(parent, nodes) {
  nodes.forEach((node, at) => {
    const old = parent.children[at];
    if (!old) parent.append(node);
    else if (!old.isEqualNode(node)) old.replaceWith(node);
  });
  while (parent.children.length > nodes.length) parent.lastChild.remove();
}
