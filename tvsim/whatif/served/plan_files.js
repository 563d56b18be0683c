// Plans go up to the program and come down from it, without a file on its machine.

function element(kind, attributes, ...inside) {
  const made = document.createElement(kind);
  Object.assign(made, attributes);
  made.append(...inside);
  return made;
}

function given(name, type, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function render({ model, el }) {
  const text = model.get("texts");
  const heading = element("h1", { textContent: text.heading });
  const title = element("h2", {});
  const said = element("div", { className: "tvsim-said" });
  said.setAttribute("role", "status");
  const chosen = element("input", { type: "file", accept: ".toml,.xlsx" });
  const name = element("input", { type: "text", value: model.get("name"), maxLength: 60 });
  const asked = (kind) => element("button", { type: "button", textContent: text[kind], onclick: () => {
    model.send({ wants: kind, name: name.value });
  } });

  function say(sentences, refused) {
    const lines = sentences.map((each) => element("p", { textContent: each }));
    for (const each of lines) each.className = refused ? "tvsim-refused" : "";
    said.setAttribute("role", refused ? "alert" : "status");
    said.replaceChildren(...lines);
  }

  function shown() {
    title.textContent = model.get("title");
    say(model.get("said"), model.get("refused"));
  }

  chosen.onchange = async () => {
    const file = chosen.files[0];
    chosen.value = "";
    if (!file) return;
    if (file.size > model.get("largest")) {
      say([text.too_large.replace("{file}", () => file.name)], true);
      return;
    }
    say([text.reading.replace("{file}", () => file.name)], false);
    model.send({ uploads: file.name }, undefined, [await file.arrayBuffer()]);
  };
  model.on("change:title change:said change:refused", shown);
  model.on("change:name", () => { name.value = model.get("name"); });
  model.on("msg:custom", (message, buffers) => {
    if (message.file) given(message.file, message.type, buffers[0]);
  });

  const upload = element("label", { className: "tvsim-choose" }, text.upload, chosen);
  const call = element("label", {}, `${text.name} `, name);
  const files = element("form", { onsubmit: () => false }, upload, call, asked("toml"), asked("xlsx"));
  el.classList.add("tvsim-files");
  el.append(heading, title, files, said);
  shown();
  model.send({ looks: true });
}

export default { render };
