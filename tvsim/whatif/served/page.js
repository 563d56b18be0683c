// Names and values for screen readers, which the sliders lack; the end of the program with its page, and word of one that has ended.
function tvsimPage(endedText, goneText) {
  const LOOKS_MS = 20000;

  function named() {
    for (const slider of document.querySelectorAll(".widget-slider")) {
      const name = slider.querySelector(".widget-label");
      if (!name || !name.textContent) continue;
      for (const part of slider.querySelectorAll(".noUi-handle, .widget-readout")) {
        if (part.getAttribute("aria-label") !== name.textContent) part.setAttribute("aria-label", name.textContent);
      }
      for (const part of slider.querySelectorAll(".widget-readout:not([role])")) part.setAttribute("role", "textbox");
      const value = slider.parentElement.querySelector(":scope > .tvsim-value");
      const handle = slider.querySelector(".noUi-handle");
      if (value && handle && handle.getAttribute("aria-valuetext") !== value.textContent) {
        handle.setAttribute("aria-valuetext", value.textContent);
      }
    }
    for (const part of document.querySelectorAll(".tvsim-results:not([aria-live])")) {
      part.setAttribute("aria-live", "polite");
    }
  }

  function place(what) {
    const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    return `${config.baseUrl}${what}/${config.kernelId}`;
  }

  async function look() {
    let text = "";
    try {
      const answer = await fetch(place("api/kernels"), { cache: "no-store" });
      if (answer.status === 404) text = endedText;
    } catch {
      text = goneText;
    }
    const said = document.getElementById("tvsim-ended");
    said.textContent = text;
    said.hidden = !text;
  }

  new MutationObserver(named).observe(document.body, { childList: true, subtree: true, characterData: true });
  setInterval(look, LOOKS_MS);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  addEventListener("pagehide", () => navigator.sendBeacon(place("voila/api/shutdown")));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
