// What the page can compute. An operation has
//   forward(inputs, node)                 its numbers
//   backward(k, inputs, y, dy, node)      what it adds to the gradient of input k
//   local(k, names, node)                 the slope towards input k, as a formula
// Numbers lie in plain arrays in row-major order; node.shape has the sizes, node.inShapes those of the inputs.
"use strict";

const count = shape => shape.reduce((product, size) => product * size, 1);

// For every element of the result, where the element of an input that it meets lies: broadcasting.
function meets(shape, inShape) {
    const places = new Array(count(shape));
    const missing = shape.length - inShape.length;
    for (let i = 0; i < places.length; i++) {
        let rest = i, place = 0, stride = 1;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
            const index = rest % shape[axis];
            rest = (rest - index) / shape[axis];
            const size = axis >= missing ? inShape[axis - missing] : 1;
            if (size > 1) place += index * stride;
            stride *= size;
        }
        places[i] = place;
    }
    return places;
}

// One input, element by element: y = f(x), dx = slope(x, y) dy.
const unary = (f, slope, formula) => ({
    forward: ([x], node) => x.map(number => f(number, node.detail)),
    backward: (k, [x], y, dy, node) => dy.map((d, i) => slope(x[i], y[i], node.detail) * d),
    local: (k, [x], node) => formula(x, node.name, node.detail),
});

// Two inputs that are broadcast, or one and a plain number; the gradient of what was repeated is summed.
const binary = (f, slopes, formulas) => ({
    forward: (inputs, node) => {
        const [a, b] = operands(inputs, node);
        return Array.from({ length: count(node.shape) }, (_, i) => f(a(i), b(i)));
    },
    backward: (k, inputs, y, dy, node) => {
        const [a, b] = operands(inputs, node), places = meets(node.shape, node.inShapes[k]);
        const gradient = new Array(inputs[k].length).fill(0);
        dy.forEach((d, i) => { gradient[places[i]] += slopes[k](a(i), b(i)) * d; });
        return gradient;
    },
    local: (k, names, node) => formulas[k](names[0], names.length > 1 ? names[1] : short(node.detail)),
});

function operands(inputs, node) {
    return [0, 1].map(k => {
        if (k >= inputs.length) return () => node.detail;
        const places = meets(node.shape, node.inShapes[k]);
        return i => inputs[k][places[i]];
    });
}

// Every element of the result is a scaled sum of elements of the input: sums, views, looked-up rows. pairs(node, x) lists
// [element of the result, element of the input].
const gather = (pairs, formula, scale = () => 1) => ({
    forward: ([x], node) => {
        const y = new Array(count(node.shape)).fill(0), s = scale(node);
        pairs(node, x).forEach(([i, j]) => { y[i] += s * x[j]; });
        return y;
    },
    backward: (k, [x], y, dy, node) => {
        const dx = new Array(x.length).fill(0), s = scale(node);
        pairs(node, x).forEach(([i, j]) => { dx[j] += s * dy[i]; });
        return dx;
    },
    local: (k, names, node) => formula(names[0], node),
});

const inOrder = node => Array.from({ length: count(node.shape) }, (_, i) => [i, i]);
const view = gather(inOrder, () => "1, in the other shape");

// The input as (outer, n, inner), of which the middle goes away; node.detail is inner.
function folded(node) {
    const all = count(node.inShapes[0]), inner = node.detail, n = all / count(node.shape);
    return Array.from({ length: all }, (_, j) => [Math.floor(j / (n * inner)) * inner + j % inner, j]);
}

function largest(node, x) {
    const best = new Map();
    folded(node).forEach(([i, j]) => { if (!best.has(i) || x[j] > x[best.get(i)]) best.set(i, j); });
    return [...best];
}

function permuted(node) {
    const from = node.inShapes[0], strides = from.map((_, axis) => count(from.slice(axis + 1)));
    return inOrder(node).map(([i]) => {
        let rest = i, j = 0;
        for (let axis = node.shape.length - 1; axis >= 0; axis--) {
            j += rest % node.shape[axis] * strides[node.detail[axis]];
            rest = Math.floor(rest / node.shape[axis]);
        }
        return [i, j];
    });
}

function sliced(node) {
    const [axis, start, step] = node.detail, inner = count(node.shape.slice(axis + 1)), size = node.shape[axis];
    return inOrder(node).map(([i]) => {
        const outer = Math.floor(i / (inner * size)), at = Math.floor(i / inner) % size;
        return [i, (outer * node.inShapes[0][axis] + start + at * step) * inner + i % inner];
    });
}

function rows(node) {
    const width = node.inShapes[0][node.inShapes[0].length - 1];
    return inOrder(node).map(([i]) => [i, node.detail[Math.floor(i / width)] * width + i % width]);
}

// C (m, n) = A (m, k) B (k, n), over a batch; an operand may lie transposed, or be one for the whole batch.
function products(node, visit) {
    const [a, b] = node.inShapes, m = node.shape.at(-2), n = node.shape.at(-1), batch = count(node.shape) / (m * n);
    const turnA = node.detail.includes("A"), turnB = node.detail.includes("B"), k = turnA ? a.at(-2) : a.at(-1);
    const sharedA = count(a) === m * k, sharedB = count(b) === k * n;
    for (let t = 0; t < batch; t++)
        for (let i = 0; i < m; i++)
            for (let j = 0; j < n; j++)
                for (let l = 0; l < k; l++)
                    visit(
                        (t * m + i) * n + j,
                        (sharedA ? 0 : t * m * k) + (turnA ? l * m + i : i * k + l),
                        (sharedB ? 0 : t * k * n) + (turnB ? j * k + l : l * n + j));
}

const matmul = {
    forward: ([a, b], node) => {
        const c = new Array(count(node.shape)).fill(0);
        products(node, (i, j, k) => { c[i] += a[j] * b[k]; });
        return c;
    },
    backward: (input, [a, b], y, dy, node) => {
        const gradient = new Array((input === 0 ? a : b).length).fill(0);
        products(node, (i, j, k) => { if (input === 0) gradient[j] += b[k] * dy[i]; else gradient[k] += a[j] * dy[i]; });
        return gradient;
    },
    local: (k, [a, b]) => k === 0 ? `· ${b}ᵀ` : `${a}ᵀ ·`,
};

// y = x Wᵀ + b is a product with the second operand transposed, and a bias that every row gets.
const asProduct = node => ({
    ...node, detail: "B", shape: [count(node.shape) / node.shape.at(-1), node.shape.at(-1)],
    inShapes: [[count(node.inShapes[0]) / node.inShapes[0].at(-1), node.inShapes[0].at(-1)], node.inShapes[1]],
});
const linear = {
    forward: ([x, w, bias], node) => matmul.forward([x, w], asProduct(node)).map((number, i) => number + (bias ? bias[i % bias.length] : 0)),
    backward: (k, [x, w, bias], y, dy, node) => {
        if (k < 2) return matmul.backward(k, [x, w], y, dy, asProduct(node));
        const gradient = new Array(bias.length).fill(0);
        dy.forEach((d, i) => { gradient[i % bias.length] += d; });
        return gradient;
    },
    local: (k, [x, w]) => [`· ${w}`, `ᵀ· ${x}`, "summed over the rows"][k],
};

// Row by row along the last axis.
function byRow(shape, numbers, each) {
    const width = shape.at(-1), result = [];
    for (let start = 0; start < numbers.length; start += width) result.push(...each(numbers.slice(start, start + width), start / width));
    return result;
}

function softmaxOf(row) {
    const top = Math.max(...row), powers = row.map(x => Math.exp(x - top)), sum = powers.reduce((s, p) => s + p, 0);
    return powers.map(p => p / sum);
}

const rowwise = (forward, backward, formula) => ({
    forward: ([x], node) => byRow(node.shape, x, forward),
    backward: (k, [x], y, dy, node) => byRow(node.shape, y, (row, r) => backward(row, dy.slice(r * row.length, (r + 1) * row.length))),
    local: (k, names, node) => formula(node.name),
});

const crossEntropy = {
    forward: ([logits], node) => byRow(node.inShapes[0], logits, (row, r) => {
        const target = node.detail[r];
        return [target < 0 ? 0 : -Math.log(softmaxOf(row)[target])];
    }),
    backward: (k, [logits], y, dy, node) => byRow(node.inShapes[0], logits, (row, r) => softmaxOf(row).map((p, j) =>
        node.detail[r] < 0 ? 0 : (p - (j === node.detail[r] ? 1 : 0)) * dy[r])),
    local: (k, [logits]) => `softmax(${logits}) − onehot(targets)`,
};

const sigmoid = x => 1 / (1 + Math.exp(-x));
const operations = {
    "add": binary((a, b) => a + b, [() => 1, () => 1], [() => "1", () => "1"]),
    "subtract": binary((a, b) => a - b, [() => 1, () => -1], [() => "1", () => "−1"]),
    "multiply": binary((a, b) => a * b, [(a, b) => b, a => a], [(a, b) => b, a => a]),
    "divide": binary((a, b) => a / b, [(a, b) => 1 / b, (a, b) => -a / (b * b)], [(a, b) => `1/${b}`, (a, b) => `−${a}/${b}²`]),
    "scale": unary((x, s) => s * x, (x, y, s) => s, (x, y, s) => short(s)),
    "negate": unary(x => -x, () => -1, () => "−1"),
    "divide into": unary((x, a) => a / x, (x, y, a) => -a / (x * x), (x, y, a) => `−${short(a)}/${x}²`),
    "pow": unary((x, n) => x ** n, (x, y, n) => n * x ** (n - 1), (x, y, n) => `${short(n)}·${x}^${short(n - 1)}`),
    "exp": unary(Math.exp, (x, y) => y, (x, y) => y),
    "log": unary(Math.log, x => 1 / x, x => `1/${x}`),
    "tanh": unary(Math.tanh, (x, y) => 1 - y * y, (x, y) => `1 − ${y}²`),
    "sigmoid": unary(sigmoid, (x, y) => y * (1 - y), (x, y) => `${y}·(1 − ${y})`),
    "relu": unary(x => Math.max(0, x), x => x > 0 ? 1 : 0, x => `1 where ${x} > 0`),
    "sqrt": unary(Math.sqrt, (x, y) => 0.5 / y, (x, y) => `1/(2·${y})`),
    "abs": unary(Math.abs, x => Math.sign(x), x => `sign ${x}`),
    "sum": gather(folded, () => "1, to every summand"),
    "mean": gather(folded, (x, node) => `1/${count(node.inShapes[0]) / count(node.shape)}, to every element`, node => count(node.shape) / count(node.inShapes[0])),
    "max": gather(largest, () => "1, to the largest alone"),
    "matmul": matmul,
    "linear": linear,
    "reshape": view, "unsqueeze": view, "squeeze": view, "contiguous": view, "clone": view,
    "expand": gather(node => meets(node.shape, node.inShapes[0]).map((j, i) => [i, j]), () => "1, summed over the copies"),
    "permute": gather(permuted, () => "1, axes put back"),
    "slice": gather(sliced, () => "1, to the part taken"),
    "embedding": gather(rows, () => "1, added to each row that was looked up"),
    "softmax": rowwise(softmaxOf, (y, dy) => {
        const inner = y.reduce((sum, p, i) => sum + p * dy[i], 0);
        return y.map((p, i) => p * (dy[i] - inner));
    }, y => `rows of ${y}·(δ − ${y})`),
    "log softmax": rowwise(row => softmaxOf(row).map(Math.log), (y, dy) => {
        const sum = dy.reduce((s, d) => s + d, 0);
        return y.map((l, i) => dy[i] - Math.exp(l) * sum);
    }, y => `δ − exp ${y}`),
    "cross entropy": crossEntropy,
};
// With one input and a plain number, "subtract" adds its negative.
const operationOf = node => node.op === "subtract" && node.inputs.length === 1 ? operations.add : operations[node.op];

function short(x) {
    if (x === null || x === undefined) return "";
    if (Number.isInteger(x) && Math.abs(x) < 1e6) return String(x);
    return Math.abs(x) >= 1e-3 && Math.abs(x) < 1e6 ? String(Number(x.toFixed(4))) : x.toExponential(3);
}
