'use strict';
// The page asks its server for colours, completions and plans; it knows no SPARQL.
const $ = id => document.getElementById(id);
const text = $('text'), colours = $('colours'), choices = $('choices'), result = $('result'), problem = $('problem');
const ask = (path, body, signal) => fetch(path, {
  method: 'POST', signal, headers: {'Content-Type': 'application/json', 'Accept': 'application/json, image/svg+xml, application/problem+json'},
  body: JSON.stringify(body),
});

// Colours: the text shows at once without them and is painted when they arrive.
let painting = 0;
function plain() { colours.replaceChildren(document.createTextNode(text.value + '\n')); }
async function paint() {
  const mine = ++painting, value = text.value;
  if (colours.textContent !== value + '\n') plain();
  let answer;
  try { answer = await (await ask('api/tokens', {text: value})).json(); } catch { return; }
  if (mine !== painting || !answer.tokens) return;
  const parts = [];
  let at = 0;
  for (const [kind, length] of answer.tokens) {
    const piece = value.slice(at, at += length);
    if (!kind) { parts.push(document.createTextNode(piece)); continue; }
    const span = document.createElement('span');
    span.className = kind;
    span.textContent = piece;
    parts.push(span);
  }
  colours.replaceChildren(...parts, document.createTextNode('\n'));
  const p = answer.problem;
  problem.textContent = p ? `Line ${p.line}, column ${p.column}: ${p.detail}${p.hint ? ' – ' + p.hint : ''}` : '';
}
let soon;
function changed() { plain(); clearTimeout(soon); soon = setTimeout(paint, 80); }

// Completion.
let offer = null, chosen = 0, asked = 0;
function closeChoices() { asked++; offer = null; choices.hidden = true; choices.replaceChildren(); text.removeAttribute('aria-activedescendant'); }
async function complete() {
  const mine = ++asked, value = text.value, offset = text.selectionStart;
  let answer;
  try { answer = await (await ask('api/complete', {text: value, offset})).json(); } catch { return; }
  if (mine !== asked || text.value !== value || !answer.items) return;
  if (answer.items.length === 0) { closeChoices(); return; }
  offer = answer; chosen = 0;
  if (answer.items.length === 1) { take(0); return; }
  choices.replaceChildren(...answer.items.map((item, i) => {
    const li = document.createElement('li'), note = document.createElement('span');
    li.id = 'choice' + i;
    li.setAttribute('role', 'option');
    li.append(item.text, note);
    note.className = 'note';
    note.textContent = item.note || '';
    li.addEventListener('mousedown', e => { e.preventDefault(); take(i); });
    return li;
  }));
  choices.hidden = false;
  mark();
}
function mark() {
  [...choices.children].forEach((li, i) => li.setAttribute('aria-selected', i === chosen));
  const li = choices.children[chosen];
  if (li) { text.setAttribute('aria-activedescendant', li.id); li.scrollIntoView({block: 'nearest'}); }
}
function take(i) {
  const item = offer.items[i], {start, end, prefixes} = offer;
  let value = text.value.slice(0, start) + item.text + text.value.slice(end), caret = start + item.text.length;
  const label = item.text.slice(0, item.text.indexOf(':'));
  if (Object.hasOwn(prefixes, label) && !/^\s*PREFIX\s*\S*$/i.test(text.value.slice(text.value.lastIndexOf('\n', start - 1) + 1, start))) {
    const line = `PREFIX ${label}: <${prefixes[label]}>\n`;
    value = line + value;
    caret += line.length;
  }
  text.value = value;
  text.setSelectionRange(caret, caret);
  closeChoices();
  changed();
}

// Running.
let running = null;
async function work(path, f) {
  if (running) running.abort();
  const mine = running = new AbortController();
  $('stop').disabled = false;
  result.replaceChildren(note('…'));
  const began = performance.now();
  try { await f(mine.signal, () => `${Math.round(performance.now() - began)} ms`); }
  catch (e) { result.replaceChildren(note(e.name === 'AbortError' ? 'Stopped.' : String(e.message))); }
  if (running === mine) { running = null; $('stop').disabled = true; }
}
function note(s) { const p = document.createElement('p'); p.className = 'note'; p.textContent = s; return p; }
async function failed(r) {
  if (r.ok) return false;
  const body = await r.text();
  let message = body;
  try {
    const p = JSON.parse(body);
    message = p.detail + (p.hint ? '\n' + p.hint : '');
    if (p.end) { text.focus(); text.setSelectionRange(p.start || 0, p.end); }
  } catch { /* the text as it is */ }
  const pre = document.createElement('pre');
  pre.textContent = `${r.status} ${message}`;
  result.replaceChildren(pre);
  return true;
}
const run = () => work('sparql', async (signal, took) => {
  const r = await fetch('sparql', {
    method: 'POST', signal, body: text.value,
    headers: {'Content-Type': 'application/sparql-query', 'Accept': 'application/sparql-results+json, text/turtle;q=0.9, application/problem+json;q=0.1'},
  });
  if (await failed(r)) return;
  if (!r.headers.get('Content-Type').startsWith('application/sparql-results+json')) {
    const pre = document.createElement('pre');
    pre.textContent = await r.text();
    result.replaceChildren(note(took()), pre);
    return;
  }
  const answer = await r.json();
  if ('boolean' in answer) { result.replaceChildren(note(`${answer.boolean ? 'Yes' : 'No'}, ${took()}`)); return; }
  result.replaceChildren(note(`${answer.results.bindings.length} rows, ${took()}`), table(answer));
});
const shown = 2000;
function table(answer) {
  const t = document.createElement('table'), head = t.createTHead().insertRow(), body = t.createTBody();
  for (const v of answer.head.vars) { const th = document.createElement('th'); th.scope = 'col'; th.textContent = v; head.append(th); }
  for (const row of answer.results.bindings.slice(0, shown)) {
    const tr = body.insertRow();
    for (const v of answer.head.vars) cell(tr.insertCell(), row[v]);
  }
  if (answer.results.bindings.length > shown) t.createCaption().textContent = `the first ${shown} rows`;
  return t;
}
function cell(td, term) {
  if (!term) { td.className = 'unbound'; td.textContent = '–'; return; }
  if (term.type === 'uri' && /^https?:/.test(term.value)) {
    const a = document.createElement('a');
    a.href = term.value; a.rel = 'noreferrer noopener'; a.textContent = term.value;
    td.append(a);
    return;
  }
  if (/XMLSchema#(integer|decimal|double|float|int|long)$/.test(term.datatype || '')) td.className = 'number';
  td.textContent = termText(term);
  if (term['xml:lang']) { td.lang = term['xml:lang']; td.title = '@' + term['xml:lang']; }
  else if (term.datatype) td.title = term.datatype;
}
function termText(term) {
  if (term.type === 'bnode') return '_:' + term.value;
  if (term.type === 'triple') { const t = term.value; return `<<( ${termText(t.subject)} ${termText(t.predicate)} ${termText(t.object)} )>>`; }
  return term.value;
}
const explain = analyze => work('api/explain', async (signal, took) => {
  const r = await ask('api/explain', {text: text.value, analyze}, signal);
  if (await failed(r)) return;
  const img = document.createElement('img');
  img.alt = 'The plan of the query as a tree of operators';
  img.src = URL.createObjectURL(await r.blob());
  img.onload = () => URL.revokeObjectURL(img.src);
  result.replaceChildren(note(took()), img);
});
async function layOut() {
  const r = await ask('api/format', {text: text.value});
  if (await failed(r)) return;
  text.value = (await r.json()).text;
  changed();
}

// Keys. Escape lets the next Tab leave the editor.
let leaving = false;
text.addEventListener('keydown', e => {
  if (!choices.hidden) {
    const step = {ArrowDown: 1, ArrowUp: -1}[e.key];
    if (step) { chosen = (chosen + step + offer.items.length) % offer.items.length; mark(); e.preventDefault(); return; }
    if (e.key === 'Enter' && !e.ctrlKey || e.key === 'Tab') { take(chosen); e.preventDefault(); return; }
    if (e.key === 'Escape') { closeChoices(); e.preventDefault(); return; }
  }
  const before = text.value[text.selectionStart - 1];
  if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) { closeChoices(); run(); e.preventDefault(); }
  else if (e.key === ' ' && e.ctrlKey) { complete(); e.preventDefault(); }
  else if (e.key === 'Tab' && !e.shiftKey && !leaving && before && !/\s/.test(before)) { complete(); e.preventDefault(); }
  else if (e.key.toLowerCase() === 'f' && e.ctrlKey && e.shiftKey) { layOut(); e.preventDefault(); }
  leaving = e.key === 'Escape';
});
text.addEventListener('input', () => { changed(); if (!choices.hidden) complete(); });
text.addEventListener('blur', closeChoices);
$('run').addEventListener('click', run);
$('stop').addEventListener('click', () => { if (running) running.abort(); });
$('plan').addEventListener('click', () => explain(false));
$('analyze').addEventListener('click', () => explain(true));
$('format').addEventListener('click', layOut);

fetch('health').then(r => r.json()).then(h => { $('about').textContent = `${h.triples.toLocaleString()} triples`; }).catch(() => {});
paint();
