// What the test plays on: a local cloud of its own, the page on another origin than the API, and a browser.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const HERE = import.meta.dirname;
const TARGET = path.resolve(HERE, "../../target");
/** What `.ci/run browser` has installed from the lock beside this file. */
export const TOOLS = path.join(TARGET, "ci/browser");
const ENVIRONMENT = { ...process.env };
/** One of the origins that the local cloud's `Origins` name. The browser finds it on whatever port is free. */
export const ORIGIN = "http://localhost:3000";
export const PASSWORD = "harbour-lantern-42"; // of the demo people, infra/local/src/demo.rs

/** Whether it came to hold. There is no other waiting here. */
export async function until(holds, patience = 20_000) {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/** The local cloud, over data of its own. */
export class Cloud {
  #data = mkdtempSync(path.join(TOOLS, "data-"));
  #port = 0;

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
    process.once("exit", () => {
      this.process?.kill("SIGKILL");
      rmSync(this.#data, { recursive: true, force: true });
    });
  }

  async start() {
    const rate = ["--set", "AUTH_RATE=1000000"]; // everybody here signs in from one address
    const flags = ["--data", this.#data, "--port", this.#port, ...rate];
    const stdio = ["ignore", "pipe", "inherit"];
    this.process = spawn(path.join(TARGET, "debug/local"), flags, { env: ENVIRONMENT, stdio });
    let said = "";
    for await (const piece of this.process.stdout.iterator({ destroyOnReturn: false })) {
      said += piece;
      if (/Ctrl-C/.test(said)) break;
    }
    this.url = said.match(/Ithaca is at (http:\/\/[^/]+)/)[1];
    this.#port = new URL(this.url).port;
  }

  /** As a power cut would. */
  async kill() {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }

  async ask(address, token, body) {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const method = body ? "POST" : "GET";
    const reply = await fetch(this.url + address, { method, headers, body: body && JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${address}: ${reply.status} ${await reply.text()}`);
    return reply.json().catch(() => undefined);
  }

  /** Returns when whatever has happened was told. */
  drain = () => this.ask("/_local/drain", undefined, {});

  /** Their token and who they are. */
  async signIn(email) {
    return (await this.ask("/v1/auth/login", undefined, { email, password: PASSWORD })).data;
  }
}

/** The page as somebody's static server has it, told where the API is. Returns its port. */
export async function serve(api) {
  const types = { ".html": "text/html", ".js": "text/javascript" };
  const server = http.createServer(({ url }, reply) => {
    const type = types[path.extname(url)];
    if (!type) return reply.writeHead(404).end();
    const text = readFileSync(path.join(HERE, path.basename(url)), "utf8");
    reply.writeHead(200, { "content-type": type }).end(text.replace("http://127.0.0.1:3001", api));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return server.address().port;
}

/** Chromium from the package, unpacked under target/ci. */
export async function launch(port) {
  process.env.TMPDIR = TOOLS;
  process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs20.x"; // so it brings its own libraries and fonts, as in Lambda
  const tools = createRequire(path.join(TOOLS, "node_modules/"));
  const executablePath = await tools("@sparticuz/chromium").executablePath();
  // Its own fonts' configuration looks for them in /tmp, and a page without any font is a crash.
  process.env.FONTCONFIG_FILE = path.join(TOOLS, "fonts.conf");
  const fonts = `<dir>${TOOLS}/fonts</dir><cachedir>${TOOLS}/fonts-cache</cachedir>`;
  writeFileSync(process.env.FONTCONFIG_FILE, `<?xml version="1.0"?><fontconfig>${fonts}</fontconfig>`);
  const args = ["--no-sandbox", `--host-resolver-rules=MAP localhost:3000 127.0.0.1:${port}`];
  return tools("playwright-core").chromium.launch({ executablePath, args, env: process.env });
}

/** Somebody with a browser of their own. Whatever their page asks for is written down. */
export class Person {
  calls = [];
  frames = [];
  errors = [];

  constructor(email) {
    this.email = email;
  }

  async arrive(browser) {
    this.context = await browser.newContext({ viewport: { width: 900, height: 560 }, locale: "en-GB" });
    this.page = await this.context.newPage();
    const asked = (method, url) => this.calls.push({ method, url, at: Date.now() });
    this.page.on("pageerror", (error) => this.errors.push(error.message));
    this.page.on("request", (request) => asked(request.method(), request.url()));
    this.page.on("websocket", (socket) => {
      asked("WS", socket.url());
      socket.on("framereceived", ({ payload }) => this.frames.push(payload));
    });
    await this.page.goto(`${ORIGIN}/chat.html`);
  }

  async signIn(password = PASSWORD) {
    await this.page.fill("[name=email]", this.email);
    await this.page.fill("[name=password]", password);
    await this.page.click("#door button");
  }

  open = (title) => this.page.click(`#chats a:has-text("${title}")`);
  types = (words) => this.page.locator("#say input").pressSequentially(words);
  sends = () => this.page.press("#say input", "Enter");

  async says(words) {
    await this.page.fill("#say input", words);
    await this.sends();
  }

  text = (selector) => this.page.locator(selector).allTextContents();
  line = (word) => until(async () => (await this.page.textContent("#line")) === word);
}
