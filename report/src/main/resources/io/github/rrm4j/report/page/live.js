// Asks for the page again and puts in the sections that changed, with what was unfolded left open.
// A section that somebody is in is left as it is. Without a script the page can be reloaded.
"use strict";
(() => {
  const follow = document.getElementById("follow");
  const state = document.getElementById("live");
  const SHORTEST = 3000; // ms between two questions; longer where an answer takes long
  let tag = "";
  const say = text => { if (state.textContent !== text) state.textContent = text; };
  const open = part => new Set([...part.querySelectorAll("details[open] > summary")].map(one => one.textContent));
  const put = (old, now) => {
    if (old.outerHTML === now.outerHTML || old.contains(document.activeElement)) return;
    const unfolded = open(old);
    now.querySelectorAll("details > summary").forEach(one => { if (unfolded.has(one.textContent)) one.parentElement.open = true; });
    old.replaceWith(now);
  };
  const update = text => {
    const page = new DOMParser().parseFromString(text, "text/html");
    const facts = document.querySelector("header .facts");
    const newest = page.querySelector("header .facts");
    if (facts && newest) put(facts, newest);
    const main = document.querySelector("main");
    let before = null;
    for (const now of [...page.querySelectorAll("main > section")]) {
      const old = document.getElementById(now.id);
      if (old) put(old, now);
      else if (before) before.after(now);
      else main.prepend(now);
      before = document.getElementById(now.id);
    }
  };
  const look = async () => {
    const began = Date.now();
    if (follow.checked && !document.hidden) {
      try {
        const reply = await fetch(location.href, {headers: tag ? {"If-None-Match": tag} : {}, cache: "no-store"});
        if (reply.status === 200) {
          update(await reply.text());
          tag = reply.headers.get("ETag") || "";
        }
        say(reply.ok || reply.status === 304 ? "" : "The server answers " + reply.status + ".");
      } catch (problem) {
        say("The server does not answer; what is shown may be old.");
      }
    }
    setTimeout(look, Math.max(SHORTEST, 10 * (Date.now() - began)));
  };
  follow.closest(".live").hidden = false;
  setTimeout(look, SHORTEST);
})();
