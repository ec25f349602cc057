// Shows the contract and sends the calls that the reader fills in. Everything comes from /openapi.json.

/** Make an element: properties by name, children as nodes or text. Text is never read as HTML. */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const token = document.getElementById("token");

let contract;

/** Follow a reference within the contract. */
function resolved(one) {
  return one.$ref ? one.$ref.slice(2).split("/").reduce((found, name) => found[name], contract) : one;
}

function typeOf(schema) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return make("a", { href: `#schema-${name}` }, name);
  }
  if (schema.anyOf) {
    const parts = schema.anyOf.flatMap((one) => [" or ", typeOf(one)]).slice(1);
    return make("span", {}, ...parts);
  }
  if (schema.type === "array") return make("span", {}, "list of ", typeOf(schema.items));
  const kind = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "anything");
  return document.createTextNode(schema.enum ? schema.enum.join(", ") : kind);
}

/** One input with its label; `place` says where its value goes. */
// A text of the contract, its `code` set as such.
function prose(text) {
  return (text ?? "").split("`").map((part, number) => (number % 2 ? make("code", {}, part) : part));
}

function field(id, name, place, description, schema, required) {
  const choices = schema.enum ?? (schema.type === "boolean" ? ["true", "false"] : null);
  const input = choices
    ? make("select", {}, make("option", { value: "" }, ""), ...choices.map((one) => make("option", { value: one }, one)))
    : make("input", { type: schema.format === "password" ? "password" : "text", autocomplete: "off" });
  Object.assign(input, { id, name, required });
  input.dataset.place = place;
  const hint = make("p", { className: "hint", id: `${id}-hint` }, ...prose(description));
  input.setAttribute("aria-describedby", hint.id);
  const label = make("label", { htmlFor: id }, make("code", {}, name), ` ${place}${required ? ", required" : ""}`);
  return [label, input, hint];
}

/** A field for a body of JSON that is sent as it is written; the example stands there to begin with. */
function bodyField(id, example) {
  const value = JSON.stringify(example, null, 2);
  const input = make("textarea", { id, name: "body", value, required: true, rows: value.split("\n").length, spellcheck: false });
  input.dataset.place = "body";
  return [make("label", { htmlFor: id }, "body as JSON, required"), input];
}

async function send(path, method, form, output) {
  let url = path;
  const query = new URLSearchParams();
  let body = method === "POST" ? new URLSearchParams() : undefined;
  const headers = new Headers({ Accept: "application/json" });
  for (const input of form.querySelectorAll("[data-place]")) {
    if (input.value === "") continue;
    if (input.dataset.place === "path") url = url.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.dataset.place === "query") query.append(input.name, input.value);
    else if (input.dataset.place === "header") headers.set(input.name, input.value);
    else if (input.dataset.place === "body") {
      body = input.value;
      headers.set("Content-Type", "application/json");
    }
    else body.append(input.name, input.value);
  }
  if (token.value && form.dataset.secured) headers.set("Authorization", `Bearer ${token.value.trim()}`);
  if (query.size) url += `?${query}`;
  output.hidden = false;
  output.textContent = "…";
  try {
    const answer = await fetch(url, { method, headers, body });
    const text = await answer.text();
    let shown = text;
    try {
      const read = JSON.parse(text);
      // Only laid out, not written anew: a number keeps all the digits that it came with.
      shown = laidOut(text);
      if (read.access_token) token.value = read.access_token;
    } catch {
      // Not JSON, such as the empty body of a 304: shown as it is.
    }
    const lines = [...answer.headers].map(([name, value]) => `${name}: ${value}`);
    output.textContent = `${answer.status} ${answer.statusText}\n${lines.join("\n")}\n\n${shown}`;
  } catch (error) {
    output.textContent = String(error);
  }
}

/** Break JSON text into lines, leaving every value as it is written. */
function laidOut(json) {
  let depth = 0;
  return json.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g, (part) => {
    const line = () => "\n" + "  ".repeat(depth);
    if (part === "{" || part === "[") { depth += 1; return part + line(); }
    if (part === "}" || part === "]") { depth -= 1; return line() + part; }
    if (part === ",") return part + line();
    return part === ":" ? ": " : part;
  });
}

/** The form that sends a call. */
function trial(path, method, operation) {
  const id = operation.operationId;
  const form = make("form", {});
  if (operation.security) form.dataset.secured = "yes";
  for (const one of operation.parameters ?? []) {
    form.append(...field(`${id}-${one.name}`, one.name, one.in, one.description, one.schema, one.required));
  }
  const [[mediaType, body] = []] = Object.entries(operation.requestBody?.content ?? {});
  if (mediaType === "application/json") form.append(...bodyField(`${id}-body`, body.example));
  else for (const [name, schema] of Object.entries(body?.schema.properties ?? {})) {
    const required = body.schema.required.includes(name);
    form.append(...field(`${id}-${name}`, name, "form", schema.description, schema, required));
  }
  const output = make("pre", { hidden: true, tabIndex: 0 });
  output.setAttribute("aria-live", "polite");
  form.append(make("button", {}, "Send"), output);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(path, method.toUpperCase(), form, output);
  });
  return form;
}

function call(path, method, operation) {
  const tryIt = make("details", {}, make("summary", {}, "Try it"));
  // There are many calls with many fields: a form is made when it is wanted.
  tryIt.addEventListener("toggle", () => tryIt.append(trial(path, method, operation)), { once: true });
  const answers = Object.entries(operation.responses).map(([status, found]) => {
    const answer = resolved(found);
    const types = Object.values(answer.content ?? {}).flatMap((one) => [typeOf(one.schema), " "]);
    const codes = Object.values(answer.content ?? {}).flatMap((one) => Object.keys(one.examples ?? {}));
    const links = codes.flatMap((code) => [make("a", { href: `#problem-${code}` }, code), " "]);
    const says = make("td", {}, ...prose(answer.description), " ", ...links);
    return make("tr", {}, make("td", {}, status), make("td", {}, ...types), says);
  });
  const heading = make("h3", {}, make("span", { className: "method" }, method.toUpperCase()), path);
  return make("article", { id: `call-${operation.operationId}` }, heading,
    make("p", {}, ...prose(operation.description)), tryIt,
    make("details", {}, make("summary", {}, "Answers"), make("table", {}, ...answers)));
}

function body(name, schema) {
  const rows = Object.entries(schema.properties).map(([field, one]) => {
    const unit = one["x-unit"] ? ` In ${one["x-unit"]}.` : "";
    return make("tr", {}, make("td", {}, make("code", {}, field)), make("td", {}, typeOf(one)),
      make("td", {}, ...prose(one.description), unit));
  });
  return make("details", { id: `schema-${name}` }, make("summary", {}, name),
    make("p", {}, ...prose(schema.description)), make("table", {}, ...rows));
}

function show(read) {
  contract = read;
  document.getElementById("version").textContent = contract.info.version;
  document.getElementById("about").append(...prose(contract.info.description));
  const calls = document.getElementById("calls");
  for (const { name } of contract.tags) {
    calls.append(make("h2", {}, name));
    for (const [path, methods] of Object.entries(contract.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.tags[0] === name) calls.append(call(path, method, operation));
      }
    }
  }
  calls.setAttribute("aria-busy", "false");
  const { schemas } = contract.components;
  document.getElementById("schemas").append(...Object.entries(schemas).map(([name, one]) => body(name, one)));
  for (const [code, meaning] of Object.entries(schemas.Problem.properties.code["x-meanings"])) {
    document.getElementById("problems").append(make("dt", { id: `problem-${code}` }, code), make("dd", {}, meaning));
  }
  openTarget();
}

/** Unfold and show what the address points at: it is made by this script, after the browser has looked for it. */
function openTarget() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", openTarget);
document.getElementById("token-form").addEventListener("submit", (event) => event.preventDefault());
fetch("/openapi.json")
  .then((answer) => answer.json())
  .then(show)
  .catch((error) => { document.getElementById("calls").textContent = `The contract could not be read: ${error}`; });
