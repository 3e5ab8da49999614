// The addresses that document 3 names, as far as a chat needs them. What a page asks for beyond them is a failure.

const id = "[a-z]+_[0-9a-z]{26}";

const DOCUMENTED = [
  ["POST", "/v1/auth/login"],
  ["POST", "/v1/auth/logout"],
  ["POST", "/v1/auth/refresh"],
  ["GET", "/v1/chats"],
  ["GET", `/v1/chats/${id}/messages`, ["page", "limit", "before"]],
  ["POST", `/v1/chats/${id}/messages`],
  ["POST", `/v1/messages/${id}/read`],
  ["WS", "/ws", ["token"]],
];

/** Which of them were asked for, and what else was. */
export function theyAsk(calls, api) {
  const [known, unknown] = [new Set(), []];
  for (const { method, url } of calls) {
    const { protocol, host, pathname, searchParams } = new URL(url);
    const is = ([verb, path, names = []]) =>
      verb === method &&
      new RegExp(`^${path}$`).test(pathname) &&
      [...searchParams.keys()].every((name) => names.includes(name));
    const at = host === new URL(api).host && /^(http|ws):$/.test(protocol) ? DOCUMENTED.findIndex(is) : -1;
    if (at < 0) unknown.push(`${method} ${url}`);
    else known.add(at);
  }
  return { known: [...known].sort((a, b) => a - b), unknown };
}

/** Each of them. */
theyAsk.all = DOCUMENTED.map((_, at) => at);
