// The page: the graph, the step, the numbers.
"use strict";

const symbols = { add: "+", subtract: "−", multiply: "×", divide: "÷", matmul: "@", pow: "^", negate: "−", scale: "×", "divide into": "÷" };
const main = document.querySelector("main");
let position = 0;
let selected = null; // a box that was clicked; null: follow the steps

const element = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const svg = (name, attributes = {}, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

function fill(made, attributes, children) {
    for (const [name, value] of Object.entries(attributes))
        if (typeof value === "function") made.addEventListener(name, value); else made.setAttribute(name, value);
    made.append(...children);
    return made;
}

const isNumber = node => node.data.length === 1;
const nameOf = node => node.name;
const symbolOf = node => node.op === "pow" ? `^${short(node.detail)}` : (symbols[node.op] ?? node.op) + (node.inputs.length === 1 && node.op in symbols && node.detail != null ? ` ${short(node.detail)}` : "");

// ---- what a step says ----

function formulaOf(node, names) {
    const symbol = symbols[node.op];
    if (node.op === "pow") return `${names[0]}^${short(node.detail)}`;
    if (symbol && names.length === 2) return `${names[0]} ${symbol} ${names[1]}`;
    if (node.op === "negate") return `−${names[0]}`;
    if (node.op === "divide into") return `${short(node.detail)} ÷ ${names[0]}`;
    if (node.op === "subtract") return `${names[0]} − ${short(-node.detail)}`;
    if (symbol) return `${names[0]} ${symbol} ${short(node.detail)}`;
    return `${node.op}(${names.join(", ")})`;
}

function describe(step, state) {
    if (!step) return ["Press → to compute the first operation. Click a box to see its numbers; those that were given can be changed."];
    const { kind, node, k, input } = step, names = node.inputs.map(i => nodes[i].name);
    const dRoot = nodes[root].name;
    if (kind === "forward") {
        const lines = [`${node.name} = ${formulaOf(node, names)}`];
        if (node.inputs.every(i => isNumber(nodes[i])) && isNumber(node))
            lines.push(`= ${formulaOf(node, node.inputs.map(i => short(state.data[i][0])))} = ${short(state.data[node.id][0])}`);
        return lines;
    }
    if (kind === "seed") return [`d${dRoot}/d${dRoot} = 1: backpropagation begins at the result.`];
    const local = operationOf(node).local(k, names, node), { before, contribution, upstream } = state.last;
    const lines = [`${input.name}.grad += (slope of ${node.name} towards ${input.name}) × ${node.name}.grad`, `the slope is ${local}`];
    if (isNumber(input) && isNumber(node)) {
        const slope = upstream[0] === 0 ? "" : `${short(contribution[0] / upstream[0])} × ${short(upstream[0])} = `;
        lines.push(`${input.name}.grad: ${short(before ? before[0] : 0)} + ${slope}${short(contribution[0])} → ${short(state.grad[input.id][0])}`);
    }
    if (before) lines.push(`${input.name} was used more than once: this adds to what came from another use. With = instead of += that would be lost.`);
    return lines;
}

// ---- numbers ----

function table(node, numbers, change) {
    const most = { rows: 12, columns: 16 };
    const columns = node.shape.length === 0 ? 1 : node.shape.at(-1), rows = columns === 0 ? 0 : numbers.length / columns;
    const scale = Math.max(1e-30, ...numbers.map(Math.abs).filter(Number.isFinite));
    const body = element("table");
    for (let i = 0; i < Math.min(rows, most.rows); i++) {
        const row = element("tr");
        for (let j = 0; j < Math.min(columns, most.columns); j++) {
            const at = i * columns + j, x = numbers[at];
            const cell = change
                ? element("input", { value: short(x), "data-at": at, "aria-label": `${node.name} ${at}`, change: event => change(at, event.target) })
                : document.createTextNode(short(x));
            const strength = Number.isFinite(x) ? Math.abs(x) / scale * 0.55 : 0;
            row.append(element("td", { style: `background: rgba(${x < 0 ? "213,94,0" : "0,114,178"},${strength.toFixed(3)})`, title: x }, cell));
        }
        if (columns > most.columns) row.append(element("td", {}, "…"));
        body.append(row);
    }
    if (rows > most.rows) body.append(element("tr", {}, element("td", {}, `… ${rows} rows`)));
    return body;
}

const titled = (title, content) => element("section", {}, element("h3", {}, title), content);

function change(node) {
    return (at, input) => {
        const x = Number(input.value);
        if (input.value.trim() === "" || !Number.isFinite(x)) {
            input.value = short(node.given[at]);
            return;
        }
        node.given[at] = x;
        show();
    };
}

function numbersOf(node, state) {
    const shape = node.shape.length > 0 ? ` (${node.shape.join(", ")})` : "", parts = [];
    const data = state.data[node.id], grad = state.grad[node.id];
    parts.push(titled(`${node.name}${shape}${node.given ? ", given: change it" : ""}`, data ? table(node, data, node.given && data.length <= 256 ? change(node) : null) : element("p", {}, "not computed yet")));
    if (node.hasGrad) parts.push(titled(`${node.name}.grad`, grad ? table(node, grad) : element("p", {}, "nothing has come yet")));
    return parts;
}

// ---- the page ----

const boxes = nodes.map(node => {
    const { width, height } = tape.box, top = node.y - height / 2;
    const texts = {
        data: svg("text", { x: width - 10, y: 36, "text-anchor": "end" }),
        grad: svg("text", { x: width - 10, y: 53, "text-anchor": "end" }),
    };
    const cut = node.name.length > 14 ? node.name.slice(0, 13) + "…" : node.name;
    const group = svg("g", { transform: `translate(${node.x} ${top})`, tabindex: 0, click: () => { selected = node; show(); } },
        svg("rect", { width, height, rx: 6 }),
        svg("text", { x: 10, y: 18, class: "name" }, cut),
        svg("text", { x: width - 10, y: 18, "text-anchor": "end", class: "op" }, symbolOf(node)),
        svg("text", { x: 10, y: 36 }, "data"), svg("text", { x: 10, y: 53 }, "grad"), texts.data, texts.grad);
    return { group, texts, heading: [group.children[1], group.children[2]] };
});
const arrows = tape.arrows.map(arrow => ({ ...arrow, line: svg("path", { d: arrow.path, class: "arrow", "marker-end": "url(#tip)" }) }));
const margin = 16;
const drawing = svg("svg", { viewBox: `${-margin} ${-margin} ${tape.width + 2 * margin} ${tape.height + 2 * margin}`, width: tape.width + 2 * margin },
    svg("defs", {}, svg("marker", { id: "tip", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { d: "M0 0 L10 5 L0 10 z" }))),
    ...arrows.map(arrow => arrow.line), ...boxes.map(box => box.group));

const graph = element("div", { class: "graph" }, drawing);
const go = to => { position = Math.min(steps.length, Math.max(0, to)); selected = null; show(); };
const slider = element("input", { type: "range", min: 0, max: steps.length, "aria-label": "step", input: event => go(Number(event.target.value)) });
const where = element("p", { id: "where" }), said = element("div", { id: "said" }), numbers = element("div", { id: "numbers" });
const button = (text, title, to) => element("button", { title, click: () => go(to()) }, text);
main.append(
    element("div", { class: "controls" },
        button("|◀", "to the beginning (Home)", () => 0), button("◀", "a step back (←)", () => position - 1),
        button("▶", "a step on (→)", () => position + 1), button("▶|", "to the end (End)", () => steps.length), slider, where),
    graph, said, numbers, element("p", { id: "check" }));
document.addEventListener("keydown", event => {
    const to = { ArrowRight: position + 1, ArrowLeft: position - 1, Home: 0, End: steps.length }[event.key];
    if (to !== undefined && event.target.tagName !== "INPUT") {
        event.preventDefault();
        go(to);
    }
});

const summary = (node, numbers) => numbers === null ? "" : isNumber(node) ? short(numbers[0]) : `(${node.shape.join(", ")})`;

function show() {
    const state = replay(position), step = steps[position - 1];
    slider.value = position;
    const kinds = { forward: "forward", seed: "the gradient of the result", backward: "backward" };
    where.textContent = `step ${position} of ${steps.length}${step ? `: ${kinds[step.kind]}` : ""}`;
    boxes.forEach(({ group, texts }, id) => {
        const node = nodes[id];
        texts.data.textContent = summary(node, state.data[id]);
        texts.grad.textContent = node.hasGrad ? summary(node, state.grad[id]) : "none";
        const active = step && (step.node === node || step.input === node);
        group.setAttribute("class", ["box", node.given ? "given" : "", state.data[id] ? "" : "waiting", active ? "active" : "", selected === node ? "selected" : ""].join(" "));
    });
    arrows.forEach(arrow => {
        const flows = step && step.node.id === arrow.to && (step.kind === "forward" || (step.kind === "backward" && step.input.id === arrow.from));
        arrow.line.setAttribute("class", `arrow ${flows ? step.kind : ""}`);
    });
    if (step) graph.scrollTo({ left: step.node.x - graph.clientWidth / 2, top: step.node.y - graph.clientHeight / 2 });
    said.replaceChildren(...describe(step, state).map(line => element("p", {}, line)));
    const shown = selected ? [selected] : step ? (step.kind === "backward" ? [step.input, step.node] : [step.node]) : [];
    const parts = shown.flatMap(node => numbersOf(node, state));
    if (!selected && step?.kind === "backward") parts.splice(2, 0, titled(`added now to ${step.input.name}.grad`, table(step.input, state.last.contribution)));
    numbers.replaceChildren(...parts);
}

document.getElementById("check").textContent =
    `${nodes.length} values, ${steps.length} steps. The page computes for itself; its numbers are within ${difference().toExponential(1)} of the library's.`;
show();
for (const { heading } of boxes) { // name and operation share a line: where they are too long, both become smaller
    const room = tape.box.width - 26, wanted = heading.reduce((sum, text) => sum + text.getComputedTextLength(), 0);
    if (wanted > room) heading.forEach(text => text.style.fontSize = `${12 * room / wanted}px`);
}
