// The computation as a list of steps, and its state after any number of them.
"use strict";

const tape = JSON.parse(document.getElementById("tape").textContent);
const nodes = tape.nodes;
const root = nodes.length - 1;
nodes.forEach((node, id) => {
    node.id = id;
    node.data = node.data.map(Number); // "NaN" and "Infinity" come as texts
    node.inShapes = node.inputs.map(i => nodes[i].shape);
    node.given = node.op === "" ? node.data.slice() : null; // what the reader may change
});

// Forward: an operation a step. Then the result's own gradient, 1. Backward: a step for each input of each operation, in reverse.
const steps = [];
nodes.forEach(node => { if (!node.given) steps.push({ kind: "forward", node }); });
steps.push({ kind: "seed", node: nodes[root] });
for (let id = root; id >= 0; id--)
    nodes[id].inputs.forEach((input, k) => { if (nodes[input].hasGrad) steps.push({ kind: "backward", node: nodes[id], k, input: nodes[input] }); });

// After the first `position` steps: data and gradient of each node (null: not yet there), and what the last step did.
function replay(position) {
    const data = nodes.map(node => node.given), grad = nodes.map(() => null);
    let last = null;
    for (const step of steps.slice(0, position)) {
        const { kind, node, k, input } = step, inputs = node.inputs.map(i => data[i]);
        if (kind === "forward") {
            data[node.id] = operationOf(node).forward(inputs, node);
        } else if (kind === "seed") {
            grad[node.id] = [1];
        } else {
            const upstream = grad[node.id] ?? data[node.id].map(() => 0);
            const contribution = operationOf(node).backward(k, inputs, data[node.id], upstream, node);
            const before = grad[input.id];
            grad[input.id] = before ? before.map((g, i) => g + contribution[i]) : contribution;
            last = { upstream, contribution, before };
        }
    }
    return { data, grad, last };
}

// How far the page's own numbers are from the library's, relative to the largest of each tensor.
function difference() {
    const { data } = replay(steps.length);
    return Math.max(...nodes.map(node => {
        const scale = Math.max(1e-30, ...node.data.map(Math.abs));
        return Math.max(0, ...node.data.map((x, i) => Object.is(x, data[node.id][i]) ? 0 : Math.abs(x - data[node.id][i]) / scale));
    }));
}
