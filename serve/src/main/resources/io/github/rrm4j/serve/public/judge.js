// Asks the judge of this server and shows what it says, token by token. Every text goes in as text.
"use strict";
(() => {
  const at = id => document.getElementById(id);
  const make = (tag, kind, text) => {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const END = "</think>";
  const MOST = 16;
  let running = null;
  let last = null; // {request, answer}

  // --- the form ---------------------------------------------------------------------------------

  const texts = () => [...document.querySelectorAll("#responses textarea")];
  const number = () => [...at("responses").children].forEach((box, i) => {
    const label = box.querySelector("label");
    label.textContent = "Response " + (i + 1);
    label.htmlFor = box.querySelector("textarea").id = "response-" + (i + 1);
    box.querySelector("button").hidden = texts().length <= 2;
    box.querySelector("button").setAttribute("aria-label", "Remove response " + (i + 1));
    at("add").disabled = texts().length >= MOST;
  });
  const add = text => {
    const box = make("div");
    const head = make("div", "head");
    const remove = make("button", "", "Remove");
    remove.type = "button";
    remove.addEventListener("click", () => { box.remove(); number(); texts()[0].focus(); });
    head.append(make("label"), remove);
    const field = make("textarea");
    field.rows = 4;
    field.required = true;
    field.value = text;
    box.append(head, field);
    at("responses").append(box);
    number();
    return field;
  };
  const fill = request => {
    at("query").value = typeof request.prompt === "string" ? request.prompt : JSON.stringify(request.prompt);
    at("responses").replaceChildren();
    (request.responses || []).slice(0, MOST).forEach(text => add(String(text)));
    while (texts().length < 2) add("");
    const put = (id, value) => { at(id).value = value === undefined ? "" : String(value); };
    put("votes", request.votes);
    put("orders", request.orders);
    put("temperature", request.temperature);
    put("budget", request.thinking_budget);
    put("seed", request.seed);
    put("method", request.method);
  };
  const request = () => {
    const asked = {prompt: at("query").value, responses: texts().map(field => field.value)};
    const put = (name, id, read) => { if (at(id).value !== "") asked[name] = read(at(id).value); };
    put("votes", "votes", Number);
    put("orders", "orders", String);
    put("temperature", "temperature", Number);
    put("thinking_budget", "budget", Number);
    put("seed", "seed", Number);
    put("method", "method", String);
    return asked;
  };

  // --- what it says -----------------------------------------------------------------------------

  const name = verdict => verdict === "first" ? 0 : verdict === "second" ? 1 : -1;
  const said = (verdict, a, b) => {
    const which = name(verdict);
    return which < 0 ? verdict : "Response " + ((which === 0 ? a : b) + 1);
  };
  const badge = (verdict, a, b) => make("span", "badge " + (name(verdict) < 0 ? "none" : "chosen"), said(verdict, a, b));
  const judgement = text => {
    const pre = make("pre");
    pre.tabIndex = 0;
    const end = text.lastIndexOf(END);
    const answer = end < 0 ? 0 : end + END.length;
    pre.append(make("span", "thinking", text.slice(0, answer)), document.createTextNode(text.slice(answer)));
    return pre;
  };
  const vote = (one, a, b, open) => {
    const box = make("details");
    box.open = open;
    const line = make("summary");
    line.append(badge(one.verdict, a, b));
    line.append(make("span", "fact", one.thinking_tokens + " tokens of thinking, " + one.tokens + " in all" + (one.forced ? ", ended by force" : "")));
    box.append(line, judgement(one.text));
    return box;
  };
  const shownFirst = (order, a, b) => "Response " + ((order === "swapped" ? b : a) + 1) + " shown first";
  const votes = (pair, a, b, into) => {
    for (const order of ["given", "swapped"]) {
      const own = pair.votes.filter(one => one.order === order);
      if (own.length) {
        const box = make("div");
        box.append(make("h3", "", shownFirst(order, a, b)));
        own.forEach((one, i) => box.append(vote(one, a, b, i === 0)));
        into.append(box);
      }
    }
  };
  const percent = share => Math.round(100 * share) + " %";
  const about = pair => {
    const facts = [];
    facts.push(pair.votes.length + (pair.votes.length === 1 ? " vote" : " votes"));
    facts.push(percent(pair.agreement) + " agree");
    if (pair.orders_agree !== undefined) facts.push(pair.orders_agree ? "both orders agree" : "the orders disagree");
    if (pair.split) facts.push("a split vote");
    return facts.join(", ");
  };
  const ranking = (answer, responses) => {
    const found = answer.ranking;
    const box = make("div", "scroll");
    const table = make("table");
    const head = make("tr");
    for (const title of ["Place", "Response", "Rating", "Begins with"]) {
      const cell = make("th", title === "Rating" ? "number" : "", title);
      cell.scope = "col";
      head.append(cell);
    }
    table.append(make("thead"));
    table.tHead.append(head);
    const body = make("tbody");
    const order = responses.map((text, i) => i).sort((i, j) => found.places[i] - found.places[j] || i - j);
    for (const i of order) {
      const row = make("tr");
      row.append(make("td", "", String(found.places[i])), make("td", "", "Response " + (i + 1)));
      row.append(make("td", "number", found.ratings[i].toFixed(2)), make("td", "", responses[i].slice(0, 120)));
      body.append(row);
    }
    table.append(body);
    box.append(table);
    at("ranking").replaceChildren(box);
  };
  const match = pair => {
    const box = make("details", "pair");
    const line = make("summary");
    line.append(make("span", "fact", "Response " + (pair.a + 1) + " against response " + (pair.b + 1)));
    line.append(badge(pair.result, pair.a, pair.b), make("span", "fact", about(pair)));
    const both = make("div", "beside");
    votes(pair, pair.a, pair.b, both);
    box.append(line, both);
    return box;
  };
  const show = (asked, answer) => {
    at("outcome").hidden = false;
    at("orders-shown").replaceChildren();
    at("pairs").replaceChildren();
    at("ranking").replaceChildren();
    const pairs = answer.pairs || [];
    const single = answer.ranking && answer.ranking.method === "pair";
    if (answer.error) problem(answer.error.message);
    if (single) {
      const pair = pairs[0];
      const which = name(pair.result);
      say((which < 0 ? "No verdict: " + pair.outcome : "Response " + (which + 1) + " is better") + " (" + about(pair) + ")");
      votes(pair, 0, 1, at("orders-shown"));
    } else if (answer.ranking) {
      say(answer.outcome === "verdict" ? "Response " + (answer.ranking.choice + 1) + " is the best" : "No ranking: " + answer.outcome);
      ranking(answer, asked.responses);
      pairs.forEach(pair => at("pairs").append(match(pair)));
    }
    last = {request: asked, answer};
    at("save").disabled = false;
  };
  const say = text => { at("state").textContent = text; };
  const problem = text => { at("problem").textContent = text; at("problem").hidden = !text; };

  // Judgements as they come: a box for each order, in it a text for each vote.
  const live = asked => {
    const boxes = new Map();
    let matches = 0;
    return {
      token: data => {
        if (!boxes.has(data.order)) {
          const box = make("div");
          box.append(make("h3", "", shownFirst(data.order === 1 ? "swapped" : "given", 0, 1)));
          at("orders-shown").append(box);
          boxes.set(data.order, {box, votes: new Map()});
        }
        const own = boxes.get(data.order);
        if (!own.votes.has(data.vote)) {
          const pre = make("pre", "thinking");
          own.box.append(pre);
          own.votes.set(data.vote, pre);
        }
        own.votes.get(data.vote).append(data.text);
      },
      verdict: () => say(++matches + (matches === 1 ? " pair" : " pairs") + " judged ..."),
      answer: data => show(asked, data),
      error: data => { problem(data.error ? data.error.message : "The server failed."); say(""); },
    };
  };

  // --- asking -----------------------------------------------------------------------------------

  const headers = () => {
    const all = {"Content-Type": "application/json", "Accept": "text/event-stream"};
    if (at("token").value) all.Authorization = "Bearer " + at("token").value;
    return all;
  };
  const events = async (reader, handlers) => {
    const decoder = new TextDecoder();
    let rest = "";
    let ended = false;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      rest += decoder.decode(part.value, {stream: true});
      const blocks = rest.split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const event = (block.match(/^event: (.*)$/m) || [])[1];
        const data = (block.match(/^data: (.*)$/m) || [])[1];
        if (handlers[event] && data) handlers[event](JSON.parse(data));
        ended = ended || event === "answer" || event === "error";
      }
    }
    if (!ended) throw new Error("the connection ended before the answer");
  };
  const ask = async () => {
    const asked = request();
    running = new AbortController();
    at("go").disabled = true;
    at("stop").disabled = false;
    at("outcome").hidden = false;
    ["ranking", "orders-shown", "pairs"].forEach(id => at(id).replaceChildren());
    problem("");
    say("The judge is asked ...");
    try {
      const reply = await fetch("/v1/judge", {method: "POST", headers: headers(), body: JSON.stringify({...asked, stream: true}), signal: running.signal});
      if ((reply.headers.get("Content-Type") || "").startsWith("text/event-stream")) {
        await events(reply.body.getReader(), live(asked));
      } else {
        const body = await reply.json();
        if (reply.status === 401) needToken();
        problem(body.error ? body.error.message : "The server answers " + reply.status + ".");
        say("");
      }
    } catch (reason) {
      say("");
      problem(reason.name === "AbortError" ? "Stopped." : "The server does not answer: " + reason.message + ".");
    } finally {
      running = null;
      at("go").disabled = false;
      at("stop").disabled = true;
    }
  };
  const needToken = () => {
    at("token").hidden = at("token-label").hidden = false;
    at("token").focus();
  };

  at("ask").addEventListener("submit", event => { event.preventDefault(); if (!running) ask(); });
  at("ask").addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); at("ask").requestSubmit(); }
  });
  at("stop").addEventListener("click", () => { if (running) running.abort(); });
  at("add").addEventListener("click", () => add("").focus());
  at("save").addEventListener("click", () => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(last, null, 2) + "\n"], {type: "application/json"}));
    link.download = "judgement.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  at("open").addEventListener("change", async () => {
    const file = at("open").files[0];
    at("open").value = "";
    if (!file) return;
    problem("");
    try {
      const saved = JSON.parse(await file.text());
      if (!saved.request || !saved.answer) throw new Error("it has no request and answer");
      fill(saved.request);
      show(saved.request, saved.answer);
    } catch (reason) {
      at("outcome").hidden = false;
      say("");
      problem(file.name + " cannot be shown: " + reason.message + "; open a file that this page saved.");
    }
  });

  fetch("/ready").then(async reply => {
    const body = await reply.json();
    at("judge").textContent = reply.ok ? "Judge " + body.judge_version : "The server is not ready.";
    if (body.runs) at("runs").hidden = false;
    if (body.token) needToken();
  }).catch(() => { at("judge").textContent = "The server does not answer."; });
  add("");
  add("");
})();
