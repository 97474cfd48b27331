// Shows the judgements that contain a text. Without it the page lacks the field and nothing else.
"use strict";
(() => {
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  let texts = null;
  const read = () => [...document.querySelectorAll(".pair")].flatMap(pair => {
    const head = pair.querySelector(".query") ? pair.querySelector(".query").textContent : "";
    return [...pair.querySelectorAll(".rollout")].map(one => ({one, text: (head + "\n" + one.textContent).toLowerCase()}));
  });
  field.parentElement.hidden = false;
  field.addEventListener("input", () => {
    texts = texts || read();
    const wanted = field.value.trim().toLowerCase();
    let hits = 0;
    for (const {one, text} of texts) {
      const hit = text.includes(wanted);
      one.classList.toggle("unmatched", !hit);
      hits += hit ? 1 : 0;
    }
    found.textContent = wanted ? hits + " of " + texts.length : "";
  });
})();
