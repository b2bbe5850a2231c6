// <weir-ask>: sends the question to this server's own chat API and streams the answer. What a model or a document
// says only ever becomes text nodes; the passage beside the answer is a page fragment that the server escaped.
"use strict";

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

/** An amount as every page of the console writes it: a currency without a sign of its own goes by its code. */
const money = (amount, currency) => ({ USD: "$", EUR: "€", GBP: "£" }[currency ?? "USD"] ?? currency + " ") + amount;

/** Yields the JSON of each server-sent event until [DONE]. Chunks are not events: a boundary may fall anywhere. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    rest += value ?? "";
    const parts = rest.split(/\r?\n\r?\n/);
    rest = parts.pop();
    if (done && rest) parts.push(rest);
    for (const part of parts) {
      const data = part.split(/\r?\n/).filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trimStart()).join("\n");
      if (data === "[DONE]") return;
      if (data) yield JSON.parse(data);
    }
    if (done) return;
  }
}

class WeirAsk extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.question = this.querySelector("textarea");
    this.log = this.querySelector(".msgs");
    this.turns = [];
    this.citations = [];
    this.chosen = 0;
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.question.addEventListener("input", () => this.grow());
    this.question.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.submit(); }
    });
    for (const button of this.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => this.step(Number(button.dataset.step)));
    }
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
      if (event.key === "[") this.step(-1);
      if (event.key === "]") this.step(1);
    });
    if (this.dataset.question) { this.question.value = this.dataset.question; this.submit(); }
  }

  grow() {
    this.question.rows = Math.min(8, this.question.value.split("\n").length + Math.floor(this.question.value.length / 90));
  }

  submit() {
    const text = this.question.value.trim();
    if (!text || this.busy) return;
    const chosen = new FormData(this.form);
    const query = new URLSearchParams({ q: text, kb: chosen.get("kb"), model: chosen.get("model") ?? "" });
    if (this.turns.length === 0) history.replaceState(null, "", "/console/ask?" + query);
    this.question.value = "";
    this.grow();
    this.querySelector(".ask-empty")?.remove();
    const said = make("div", "msg msg--user");
    said.append(make("p", "prose", text));
    this.log.append(said);
    this.turns.push({ role: "user", content: text });
    this.answer(chosen.get("model") ?? "", chosen.get("kb"));
  }

  async answer(model, base) {
    this.busy = true;
    const button = this.form.querySelector("button[type=submit]");
    button.setAttribute("aria-busy", "true");
    const message = make("article", "msg msg--answer");
    message.setAttribute("aria-label", "Answer");
    const who = make("div", "msg__who");
    who.append(this.querySelector(".brand-template").content.cloneNode(true), make("span", "", model), make("span", "", "·"));
    const stage = make("span", "", base === "none" ? "answering" : "searching " + base);
    who.append(stage);
    const text = make("div", "msg__text prose");
    message.append(who, text);
    this.log.append(message);
    message.scrollIntoView({ block: "end" });
    const started = performance.now();
    const told = { text: "", weir: {}, usage: null };
    try {
      await this.stream(model, base, (event) => {
        if (event.error) throw new Error(event.error.message ?? "The stream ended with an error.");
        const delta = event.choices?.[0]?.delta?.content;
        if (delta) { told.text += delta; text.append(delta); stage.textContent = "answering"; }
        if (event.usage) told.usage = event.usage;
        if (event.weir) Object.assign(told.weir, event.weir);
      });
      this.turns.push({ role: "assistant", content: told.text });
      const seconds = (performance.now() - started) / 1000;
      this.finish(message, text, stage, told, seconds, base);
    } catch (error) {
      this.turns.pop();
      this.fail(message, stage, error);
    } finally {
      this.busy = false;
      button.removeAttribute("aria-busy");
    }
  }

  async stream(model, base, receive) {
    const response = await fetch("/v1/chat/completions", {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model,
        messages: this.turns,
        stream: true,
        stream_options: { include_usage: true },
        weir: { knowledge: base === "none" ? [] : [base] },
      }),
    });
    if (!response.ok) throw await this.refusal(response);
    for await (const event of events(response)) receive(event);
  }

  async refusal(response) {
    const id = response.headers.get("x-request-id");
    let told = "The server answered " + response.status + ".";
    try { told = (await response.json()).error.message; } catch { /* a body that is not JSON says no more than its status */ }
    if (response.status === 401) told += " Sign in again, then ask once more.";
    return new Error(told + (id ? " Request " + id + "." : ""));
  }

  fail(message, stage, error) {
    stage.textContent = "no answer";
    const text = message.querySelector(".msg__text");
    if (!text.textContent) text.remove();
    const box = make("div", "callout callout--bad");
    box.setAttribute("role", "alert");
    box.append(this.querySelector(".bad-template").content.cloneNode(true), make("p", "", error instanceof TypeError
      ? "The connection to the server was lost. What is here came before that." : error.message));
    message.append(box);
  }

  finish(message, text, stage, told, seconds, base) {
    const citations = told.weir.citations ?? [];
    const documents = new Set(citations.map((citation) => citation.document_id)).size;
    stage.textContent = citations.length > 0
      ? `${citations.length} ${citations.length === 1 ? "quote" : "quotes"} from ${documents} ${documents === 1 ? "document" : "documents"}`
      : base === "none" ? "without documents" : "nothing cited";
    text.replaceChildren(...this.withCitations(told.text, citations));
    message.append(this.foot(told, seconds));
    if (citations.length > 0) this.showSources(citations);
    message.scrollIntoView({ block: "nearest" });
  }

  /** The text, with each [n] that names a citation as a button. */
  withCitations(text, citations) {
    const nodes = [];
    let end = 0;
    for (const match of text.matchAll(/\[(\d{1,4})]/g)) {
      const citation = citations.find((one) => one.n === Number(match[1]));
      if (!citation) continue;
      nodes.push(document.createTextNode(text.slice(end, match.index)));
      const button = make("button", "cite", match[1]);
      button.type = "button";
      button.setAttribute("aria-label", "Source " + match[1]);
      button.addEventListener("click", () => {
        if (this.citations !== citations) this.showSources(citations);
        this.choose(citations.indexOf(citation));
      });
      nodes.push(button);
      end = match.index + match[0].length;
    }
    nodes.push(document.createTextNode(text.slice(end)));
    return nodes;
  }

  foot(told, seconds) {
    const foot = make("div", "msg__foot");
    if (told.weir.confidence !== undefined && told.weir.confidence !== null) {
      foot.append(make("span", "", "confidence " + Number(told.weir.confidence).toFixed(2)));
    }
    if (told.usage) foot.append(make("span", "", `${told.usage.prompt_tokens} tokens in, ${told.usage.completion_tokens} out`));
    foot.append(make("span", "", seconds.toFixed(2) + " s"));
    if (told.weir.cost !== undefined && told.weir.cost !== null) {
      foot.append(make("span", "", money(told.weir.cost, told.weir.cost_currency)));
    }
    if (told.weir.exchange_id) {
      const link = make("a", "", "trace");
      link.href = "/console/traces/" + encodeURIComponent(told.weir.exchange_id);
      foot.append(link);
    }
    return foot;
  }

  showSources(citations) {
    this.citations = citations;
    const list = this.querySelector(".sources__all tbody");
    list.replaceChildren(...citations.map((citation, index) => {
      const row = make("tr");
      const number = make("td", "fit");
      const cite = make("button", "cite", String(citation.n));
      cite.type = "button";
      cite.setAttribute("aria-label", "Show source " + citation.n);
      cite.addEventListener("click", () => this.choose(index));
      number.append(cite);
      const name = make("td");
      const link = make("a", "", citation.title || citation.document_id);
      link.href = this.address(citation);
      name.append(link);
      if (citation.page) name.append(make("span", "sub", "page " + citation.page));
      name.append(make("span", "sub lines-2", citation.quote));
      row.append(number, name);
      return row;
    }));
    this.querySelector(".sources__empty").hidden = true;
    this.querySelector(".sources__all").hidden = false;
    for (const button of this.querySelectorAll("[data-step]")) button.hidden = citations.length < 2;
    this.choose(0);
  }

  address(citation, part = "") {
    return `/console/knowledge/${encodeURIComponent(citation.kb)}/documents/${encodeURIComponent(citation.document_id)}${part}`
      + `?start=${citation.span.start}&end=${citation.span.end}` + (part ? "" : "#cited");
  }

  step(by) {
    if (this.citations.length > 0) this.choose((this.chosen + by + this.citations.length) % this.citations.length);
  }

  async choose(index) {
    this.chosen = index;
    const citation = this.citations[index];
    this.querySelector(".sources h2").textContent = "Source " + citation.n;
    this.querySelector(".sources__name").textContent = citation.title || citation.document_id;
    for (const cite of this.querySelectorAll(".cite")) cite.removeAttribute("aria-current");
    this.querySelectorAll(".sources__all tr").forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    for (const cite of this.querySelectorAll(`.msg--answer:last-of-type .cite, .sources .cite`)) {
      if (cite.textContent === String(citation.n)) cite.setAttribute("aria-current", "true");
    }
    const open = this.querySelector(".sources__open");
    open.hidden = false;
    open.firstElementChild.href = this.address(citation);
    const passage = this.querySelector("#passage");
    passage.hidden = false;
    const quote = make("p", "prose");
    quote.append(make("mark", "", citation.quote));
    passage.replaceChildren(quote);
    // the surroundings are welcome but not needed: without them the quote stays
    htmx.ajax("GET", this.address(citation, "/passage"), { target: passage, swap: "innerHTML" }).catch(() => {});
  }
}

customElements.define("weir-ask", WeirAsk);
