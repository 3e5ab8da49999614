// Two people chat in two browsers, and a third helps: `.ci/run browser`. One story from top to bottom.

import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { theyAsk } from "./documents.mjs";
import { Cloud, launch, ORIGIN, Person, serve, TOOLS, until } from "./stage.mjs";

const cloud = new Cloud();
const [moses, mina, admin] = ["mentee", "mentor", "admin"].map((who) => new Person(`${who}@example.com`));
const everybody = [moses, mina, admin];
/** What Mina and Moses have said to each other so far. */
const story = ["Welcome, Moses!"];

await cloud.start();
await book();
const browser = await launch(await serve(cloud.url));
for (const person of everybody) await person.arrive(browser);
after(async () => {
  await browser.close();
  await cloud.kill();
});

/** A part of the story. What comes after one that went wrong would only wait for what never comes. */
let wrong = false;
const scene = (sentence, act) =>
  test(sentence, async (t) => {
    if (wrong) return t.skip("something before it went wrong");
    wrong = true;
    await act();
    wrong = false;
  });

/** A confirmed booking: from then on the two may write to each other. */
async function book() {
  const [mentee, mentor] = [await cloud.signIn(moses.email), await cloud.signIn(mina.email)];
  const [{ id }] = (await cloud.ask("/v1/mentors?search=mina")).data;
  const [{ start }] = (await cloud.ask(`/v1/mentors/${id}/slots?duration=60`)).data;
  const wish = { mentorId: id, start, duration: 60, topic: "Ownership" };
  const booking = (await cloud.ask("/v1/bookings", mentee.token, wish)).data;
  await cloud.ask(`/v1/bookings/${booking.id}/confirm`, mentor.token, {});
  await cloud.drain();
  await cloud.ask("/api/messages/send/", mentor.token, { receiver_id: mentee.user.id, content: story[0] });
  await cloud.drain();
}

/** Their page shows this and nothing else, as far back as there is anything. */
async function shows(person, words, sentence) {
  const shown = async () => {
    const earlier = await person.page.isVisible("#earlier");
    if (earlier) await person.page.click("#earlier", { timeout: 500 }).catch(() => {}); // it may be gone by then
    return person.text("#messages .words");
  };
  await until(async () => isDeepStrictEqual(await shown(), words));
  assert.deepEqual(await shown(), words, sentence);
}

const reads = async (person, selector, text, sentence) => {
  await until(async () => isDeepStrictEqual(await person.text(selector), text));
  assert.deepEqual(await person.text(selector), text, sentence);
};
const unread = (person, title, count, sentence) =>
  reads(person, `#chats a:has-text("${title}") .unread`, count ? [`${count}`] : [], sentence);
const isTyping = "Moses Mentee is typing …";

scene("whoever has the wrong password is told so, and each signs in by the page's form", async () => {
  await moses.signIn("wrong-harbour-lantern");
  await until(async () => (await moses.text("#door [role=alert]"))[0] !== "");
  assert.notDeepEqual(await moses.text("#door [role=alert]"), [""], "a wrong password is refused in words");
  for (const person of everybody) {
    await person.signIn();
    assert.ok(await person.line("online"), `${person.email} is in and connected`);
    await cloud.drain(); // the others are told, before somebody else's line is half open
  }
  await moses.open("Mina Mentor");
  await mina.open("Moses Mentee");
  for (const person of [moses, mina]) await shows(person, story, "what was said before is there");
});

scene("who types is seen to type, and that goes away by itself", async () => {
  await moses.types("Thank you, I ha");
  await reads(mina, "#typing", [isTyping], "Mina sees that Moses types");
  const since = Date.now();
  assert.ok(await until(async () => (await mina.text("#typing"))[0] === "", 10_000), "it goes away by itself");
  assert.ok(Date.now() - since > 2_000, "not at once");
  assert.deepEqual(await moses.text("#typing"), [""], "Moses is not told of himself");
});

scene("what one says is on both pages without a reload, once each", async () => {
  await moses.types("ve a question");
  await reads(mina, "#typing", [isTyping], "Mina sees that Moses types again");
  await moses.sends();
  story.push("Thank you, I have a question");
  await shows(mina, story, "Mina sees it");
  assert.deepEqual(await mina.text("#typing"), [""], "who has said it types no more");
  for (const person of [moses, mina]) await told(person, story.at(-1));
  for (const person of [moses, mina]) await shows(person, story, "once each, with the socket's word and the reply");
});

/** Their page was told over the socket and has had a turn since. */
async function told(person, words) {
  assert.ok(await until(() => person.frames.some((frame) => frame.includes(words))), "the socket says it");
  await person.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
}

scene("the other answers", async () => {
  await mina.says("Ask away");
  story.push("Ask away");
  for (const person of [moses, mina]) await shows(person, story);
});

scene("words are text, whatever they look like", async () => {
  const words = `<img src="${ORIGIN}/ran" onerror="document.title = 'ran'"><b>Is this bold?</b>`;
  await moses.says(words);
  story.push(words);
  for (const person of [moses, mina]) {
    await shows(person, story, "they are shown as they were written");
    await reads(person, "#chats .open .last", [words], "in the list as well");
    assert.equal(await person.page.locator("img, b").count(), 0, "nothing became an element");
    assert.equal(await person.page.title(), "Chat", "nothing ran");
  }
});

scene("who reloads while the other goes on sees everything once, in order", async () => {
  const reloaded = moses.page.reload();
  for (const words of ["Not at all", "What was it", "That you wanted to know?"]) {
    await mina.says(words);
    story.push(words);
  }
  await reloaded;
  await shows(moses, story, "nobody signs in again, and nothing is missing");
});

scene("whose line is cut misses nothing, and sees nothing twice", async () => {
  await moses.context.setOffline(true);
  assert.ok(await moses.line("connecting …"), "Moses' page says that it is cut off");
  const before = [...story];
  for (let n = 1; n <= 21; n++) { // more than a page of them
    await mina.says(`${n} of 21`);
    story.push(`${n} of 21`);
  }
  await shows(mina, story);
  await reads(mina, "#messages .waiting", [], "all of it is stored");
  await cloud.drain(); // and told to whoever is there: from here on only catching up helps
  await shows(moses, before, "Moses does not see it yet");
  await moses.context.setOffline(false);
  await shows(moses, story, "once he is back he sees all of it");
  assert.ok(await moses.line("online"), "and is connected again");
});

scene("the backend dies: pages come back by themselves, and what was said meanwhile is said once", async () => {
  const [since, words] = [Date.now(), "Are you there?"];
  await cloud.kill();
  await mina.says(words);
  await reads(mina, "#messages .waiting .words", [words], "it is shown as waiting");
  await mina.page.reload();
  await reads(mina, "#messages .waiting .words", [words], "a reload does not lose it");
  const tries = () => moses.calls.filter(({ url, at }) => at > since && url === `${cloud.url}/v1/chats`);
  assert.ok(await until(() => tries().length >= 3), "Moses' page tries again and again");
  assert.ok(tries()[2].at - since >= 1_750, "less and less often: half of 500, 1000 and 2000 ms at least");
  await cloud.start();
  story.push(words);
  for (const person of [moses, mina]) await shows(person, story, "it is said, once");
  await reads(mina, "#messages .waiting", [], "and no longer waits");
});

scene("a line that is open and that the backend has forgotten is given up for another", async () => {
  const tablet = new Person(mina.email);
  await tablet.arrive(browser);
  let lines = 0;
  const answer = JSON.stringify({ type: "error", event: "error", data: { code: "AUTHENTICATION_REQUIRED" } });
  await tablet.page.routeWebSocket(/[/]ws[?]/, (line) =>
    lines++ ? line.connectToServer() : line.onMessage(() => line.send(answer)),
  );
  await tablet.page.reload();
  await tablet.signIn();
  await tablet.open("Moses Mentee");
  await shows(tablet, story);
  await moses.says("Do you hear me?");
  story.push("Do you hear me?");
  for (const person of [tablet, mina]) await shows(person, story, "what is said is told all the same");
  assert.equal(lines, 2, "by the second line");
  await tablet.context.close();
});

scene("what is unread is counted, over a reload as well, and is not once it is read", async () => {
  await moses.open("Support");
  await moses.says("My invoice is wrong");
  await unread(admin, "Moses Mentee", 1, "a chat that is new to the administrator is in the list by itself");
  await admin.open("Moses Mentee");
  await shows(admin, ["My invoice is wrong"]);
  await unread(admin, "Moses Mentee", 0, "it is read");
  await moses.open("Mina Mentor");
  await admin.says("We look into it");
  await unread(moses, "Support", 1, "the count rises");
  await admin.says("It is right now");
  await unread(moses, "Support", 2, "with each");
  await moses.page.screenshot({ path: path.join(TOOLS, "chat.png") });
  await moses.page.reload();
  await unread(moses, "Support", 2, "the backend counts the same");
  await moses.open("Support");
  await unread(moses, "Support", 0, "it falls once they are read");
  await shows(moses, ["My invoice is wrong", "We look into it", "It is right now"]);
  const { token } = await cloud.signIn(moses.email);
  const counted = async () => (await cloud.ask("/v1/chats?type=support", token)).data[0].unreadCount;
  assert.ok(await until(async () => (await counted()) === 0), "and the backend is told so");
});

scene("whose token has run out is not asked for the password again", async () => {
  await cloud.ask("/_local/clock", undefined, { advance: 16 * 60 });
  await mina.page.reload();
  assert.ok(await mina.line("online"), "Mina's page renews it by itself, for its questions and for the socket");
  await mina.says("Until Monday");
  story.push("Until Monday");
  await moses.open("Mina Mentor");
  await shows(moses, story);
});

scene("who signs out leaves nothing behind", async () => {
  await admin.page.click("#out");
  await admin.page.waitForSelector("#door:not([hidden])");
  assert.equal(await admin.page.evaluate(() => sessionStorage.length + localStorage.length), 0, "no token is kept");
});

scene("the pages asked for the documents' addresses only", async () => {
  const calls = everybody.flatMap(({ calls }) => calls);
  const isOwn = ({ url }) => url.startsWith(`${ORIGIN}/`);
  const files = new Set(calls.filter(isOwn).map(({ url }) => new URL(url).pathname));
  assert.deepEqual([...files].sort(), ["/chat.html", "/chat.js", "/draw.js", "/line.js"], "their own files");
  const { known, unknown } = theyAsk(calls.filter((call) => !isOwn(call)), cloud.url);
  assert.deepEqual(unknown, [], "nothing else is asked for");
  assert.deepEqual(known, theyAsk.all, "and each of them is");
  const kept = JSON.parse(await moses.page.evaluate(() => sessionStorage.getItem("session")));
  const sockets = calls.filter(({ method }) => method === "WS");
  const secrets = [kept.refreshToken, ...sockets.map(({ url }) => new URL(url).searchParams.get("token"))];
  const telling = calls.filter(({ url }) => secrets.some((secret) => url.includes(secret)));
  assert.ok(telling.every(({ method }) => method === "WS"), "a token is in the socket's address and in no other");
  assert.deepEqual(everybody.flatMap(({ errors }) => errors), [], "and nothing was thrown");
});
