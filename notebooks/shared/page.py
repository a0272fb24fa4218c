# A slider whose Python has ended says what wakes it, in place of "model not found".
# Text in coloured boxes is dark on light in every theme; links are underlined, and
# answers to choose stand so far apart that a finger meets one. Menus have an arrow.
# In a narrow or enlarged window a slider goes below its name.
# Screen readers: each slider and number box bears its name, a slider says the number
# that its box shows (by itself it would round it), and new sentences are read.
display(HTML("""<style>
.course-reader {position: fixed; clip-path: inset(50%); width: 1px; height: 1px; \
overflow: hidden}
.explorer .widget-inline-hbox {flex-wrap: wrap; height: auto}
.explorer .widget-inline-hbox > .widget-label {max-width: 100%}
.explorer .slider-container {flex: 1 1 9em; min-width: 9em}
.explorer {--jp-widgets-dropdown-arrow: url("data:image/svg+xml,%3Csvg xmlns='http:\
//www.w3.org/2000/svg' viewBox='0 0 18 18'%3E%3Cpath fill='%23888' d='M5 7l4 5 4-5z\
'/%3E%3C/svg%3E")}
.explorer-guess .widget-radio-box :is(label, input) {height: 26px; line-height: 26px}
.explorer-guess .widget-radio-box {padding-left: 6px}
:is(.explorer, .explorer-guess) :is([role=slider], .widget-readout, select, input, \
button):focus-visible {outline: 3px solid var(--jp-brand-color1, #1976d2) !important; \
outline-offset: 2px}
@media (forced-colors: active) {.explorer .noUi-target {border: 1px solid !important}}
.jp-Placeholder-contentContainer {max-width: 100%}
.jp-PlaceholderText {overflow: hidden; text-overflow: ellipsis}
.jp-RenderedMarkdown details {margin-bottom: 1em}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon a {text-decoration: underline}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon .alert {color: #1a1a1a; border: 1px solid}
.jp-RenderedMarkdown .alert :is(h1, h2, h3, h4, p, li, strong, em) {color: inherit}
.jp-RenderedMarkdown .alert th {color: #1a1a1a !important}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon .alert a {color: #003f7d}
.jp-RenderedMarkdown.jp-RenderedHTMLCommon .alert code {color: #111; background: #fff}
.jp-RenderedMarkdown .alert.alert-info {background: #e6f1fb; border-color: #2f6fa8}
.jp-RenderedMarkdown .alert.alert-success {background: #e5f4ea; border-color: #2e7d4f}
.jp-RenderedMarkdown .alert.alert-warning {background: #fdf3dc; border-color: #8a6100}
</style><script>(() => {
  const name = () => document.querySelectorAll(".explorer").forEach(explorer => {
    for (const box of explorer.querySelectorAll(".widget-slider")) {
      const shown = box.querySelector(".widget-readout")?.textContent ?? "";
      for (const part of box.querySelectorAll("[role=slider], .widget-readout")) {
        part.setAttribute("aria-label", box.querySelector("label").textContent);
        if (!part.hasAttribute("role")) part.setAttribute("role", "textbox");
      }
      box.querySelector("[role=slider]")?.setAttribute("aria-valuetext", shown);
    }
    const plays = explorer.querySelector(".widget-play .fa-pause") !== null;
    explorer.querySelectorAll(".widget-play button").forEach((button, n) => {
      const said = [plays ? "pause" : "play", "stop", "repeat"][n];
      button.setAttribute("aria-label", said);
      if (n === 2) button.setAttribute("aria-pressed", button.matches(".mod-active"));
    });
    for (const choice of explorer.querySelectorAll(".widget-toggle-button"))
      choice.setAttribute("aria-pressed", choice.matches(".mod-active"));
    explorer.querySelector(".explorer-sentence .widget-html-content")
      ?.setAttribute("aria-live", plays ? "off" : "polite");
  });
  // The keyboard. JupyterLab takes plain keys for its own: arrows in a menu would go
  // to other cells. Escape leads back to the cell. A typed number counts when its box
  // is left, also with the minus that is shown or a decimal comma.
  const keep = () => document.querySelectorAll(".explorer, .explorer-guess").forEach(
    box => {
      if (box.onkeydown) return;
      const typed = target => target.matches(".widget-readout");
      const enter = {key: "Enter", keyCode: 13, bubbles: true};
      box.addEventListener("keydown", ({key, shiftKey, target}) => {
        if (key === "Enter" && typed(target))
          target.textContent = target.textContent.replaceAll("−", "-")
            .replace(/([0-9]),([0-9])/, "$1.$2");
        if (!target.matches("[type=text]") || !/^(Enter|Escape)$/.test(key)) return;
        setTimeout(() => {  // a line to type keeps all keys: back to its cell by hand
          const cell = target.closest(".jp-Cell");
          cell?.focus();
          if (shiftKey) cell?.dispatchEvent(
            new KeyboardEvent("keydown", {...enter, shiftKey}));
        });
      }, true);
      box.addEventListener("focusin", ({target}) => {
        if (typed(target)) target.before = target.textContent;
      });
      box.addEventListener("focusout", ({target}) => {
        if (typed(target) && target.before !== target.textContent)
          target.dispatchEvent(new KeyboardEvent("keydown", enter));
      });
      box.onkeydown = pressed => {
        const {ctrlKey, altKey, metaKey, shiftKey, key, target} = pressed;
        if (key === "Enter" && typed(target)) target.before = target.textContent;
        if (key === "Escape") {
          if (typed(target)) target.textContent = target.before;
          target.closest(".jp-Cell")?.focus();
        } else if (!(ctrlKey || altKey || metaKey || (shiftKey && key === "Enter")))
          pressed.stopPropagation();
        if (key === " " && target.matches("[role=slider]")) pressed.preventDefault();
      };
      box.onclick = () => setTimeout(name);
    });
  const ask = () => document.querySelectorAll(".explorer-guess").forEach(asked => {
    const question = asked.querySelector(".widget-html-content")?.textContent ?? "";
    const group = asked.querySelector(".widget-radio-box");
    group?.setAttribute("role", "radiogroup");
    (group ?? asked.querySelector("input"))?.setAttribute("aria-label", question);
    for (const choice of group?.querySelectorAll("input") ?? [])  // one stop of Tab
      choice.name ||= group.dataset.name ??=
        `guess-${window.asked = (window.asked ?? 0) + 1}`;
  });
  // What the cell at hand prints or stops with is read out, of a traceback the last
  // line. After Shift + Enter the cell at hand is the next one. Pictures stay silent,
  // and so does a whole cell that comes back into view.
  const reader = document.querySelector(".course-reader")
    ?? document.body.appendChild(document.createElement("div"));
  reader.className = "course-reader";
  reader.setAttribute("role", "status");
  const spoken = "[data-mime-type^='application/vnd.jupyter'], :has(> .guess-line)";
  const read = changes => changes.flatMap(({addedNodes}) => [...addedNodes])
    .filter(node => node.matches && !node.matches(".jp-Cell, :has(.jp-Cell)"))
    .forEach(node => {
      const output = node.closest(".jp-OutputArea-output")
        ?? node.querySelector(".jp-OutputArea-output");
      const cell = output?.closest(".jp-Cell");
      const near = [cell, cell?.nextElementSibling]
        .some(each => each?.matches(".jp-mod-active"));
      const text = output?.textContent.trim();
      if (!near || !text || !output.matches(spoken)) return;
      const said = document.createElement("p");
      said.textContent = text.startsWith("---") ? text.split("\\n").at(-1) : text;
      reader.replaceChildren(said);
    });
  const wake = () => document.querySelectorAll(".jupyter-widgets").forEach(lost => {
    if (lost.textContent === "Error displaying widget: model not found")
      lost.textContent = "Asleep: its Python has ended. Menu Run, " +
        "Restart Kernel and Run All Cells… wakes it.";
  });
  window.namer ??= new MutationObserver(changes => {
    name(); keep(); ask(); wake(); read(changes);
  });
  window.namer.observe(document.body, {childList: true, subtree: true});
})()</script>"""))
