// Training steps of lectures 4 (batch norm MLP) and 6 (WaveNet) in plain C loops, the peer of the rows in MakemoreRows.cs.
// Build: gcc -O3 -march=native -ffast-math lectures.c -lm. Use: lectures 4|6; reads numbers of steps, answers each with seconds a step.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BATCH = 32, LETTERS = 27, EXAMPLES = 180000, MOST_LAYERS = 3 };

static unsigned long long seed = 42;

static unsigned draw(void) {
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(seed >> 33);
}

static float normal(void) { // roughly: the sum of 12 uniforms
    float sum = -6;
    for (int i = 0; i < 12; i++) sum += draw() / 2147483648.0f;
    return sum;
}

// Parameters and their gradients lie in two long arrays, so that a step is one loop.
static float *weights, *gradients;
static int used;

static int parameter(int count, float scale, float shift) {
    int at = used;
    for (int i = 0; i < count; i++) weights[at + i] = normal() * scale + shift;
    used += count;
    return at;
}

// y (m,n) = x (m,k) w (k,n), two rows of x and four of w at a time: so much more is done with what was loaded (m is even)
static void product(int m, int k, int n, const float *restrict x, const float *restrict w, float *restrict y) {
    memset(y, 0, sizeof(float) * m * n);
    for (int i = 0; i < m; i += 2) {
        float *restrict row0 = y + i * n, *restrict row1 = row0 + n;
        int l = 0;
        for (; l + 4 <= k; l += 4) {
            const float *a = x + i * k + l, *b = a + k, *r = w + l * n;
            float a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3];
            for (int j = 0; j < n; j++) {
                float r0 = r[j], r1 = r[n + j], r2 = r[2 * n + j], r3 = r[3 * n + j];
                row0[j] += a0 * r0 + a1 * r1 + a2 * r2 + a3 * r3;
                row1[j] += b0 * r0 + b1 * r1 + b2 * r2 + b3 * r3;
            }
        }
        for (; l < k; l++)
            for (int j = 0; j < n; j++) {
                row0[j] += x[i * k + l] * w[l * n + j];
                row1[j] += x[(i + 1) * k + l] * w[l * n + j];
            }
    }
}

// dw += x^T dy, four examples at a time (m is a multiple of 4); dx = dy w^T, with w^T made first so that the inner loop runs along a row
static void product_backward(int m, int k, int n, const float *restrict x, const float *restrict w, const float *restrict dy, float *restrict dw, float *restrict dx, float *restrict wt) {
    for (int l = 0; l < k; l++) {
        float *restrict row = dw + l * n;
        for (int i = 0; i < m; i += 4) {
            const float *a = x + i * k + l, *d = dy + i * n;
            for (int j = 0; j < n; j++) row[j] += a[0] * d[j] + a[k] * d[n + j] + a[2 * k] * d[2 * n + j] + a[3 * k] * d[3 * n + j];
        }
    }
    for (int l = 0; l < k; l++)
        for (int j = 0; j < n; j++) wt[j * k + l] = w[l * n + j];
    product(m, n, k, dy, wt, dx);
}

typedef struct { int rows, inputs, outputs, w, gain, bias; float *z, *norm, *h, *mean, *rstd, *running; } Layer;

static Layer layer(int rows, int inputs, int outputs) {
    Layer l = { rows, inputs, outputs };
    l.w = parameter(inputs * outputs, 1.0f / sqrtf(inputs), 0);
    l.gain = parameter(outputs, 0, 1);
    l.bias = parameter(outputs, 0, 0);
    int size = rows * outputs;
    l.z = malloc(4 * size); l.norm = malloc(4 * size); l.h = malloc(4 * size);
    l.mean = malloc(4 * outputs); l.rstd = malloc(4 * outputs); l.running = calloc(2 * outputs, 4);
    return l;
}

static void layer_forward(Layer *l, const float *x) {
    int m = l->rows, n = l->outputs;
    product(m, l->inputs, n, x, weights + l->w, l->z);
    float *restrict mean = l->mean, *restrict rstd = l->rstd, *restrict z = l->z, *restrict norm = l->norm, *restrict h = l->h;
    memset(mean, 0, 4 * n); memset(rstd, 0, 4 * n);
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) mean[j] += z[i * n + j];
    for (int j = 0; j < n; j++) mean[j] /= m;
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) { float d = z[i * n + j] - mean[j]; rstd[j] += d * d; }
    for (int j = 0; j < n; j++) {
        float variance = rstd[j] / (m - 1);
        l->running[j] += 0.001f * (mean[j] - l->running[j]);
        l->running[n + j] += 0.001f * (variance - l->running[n + j]);
        rstd[j] = 1 / sqrtf(variance + 1e-5f);
    }
    const float *gain = weights + l->gain, *bias = weights + l->bias;
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) norm[i * n + j] = (z[i * n + j] - mean[j]) * rstd[j];
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) h[i * n + j] = tanhf(norm[i * n + j] * gain[j] + bias[j]);
}

static void layer_backward(Layer *l, const float *x, float *restrict dh, float *dx, float *wt) {
    int m = l->rows, n = l->outputs;
    float *restrict dgain = gradients + l->gain, *restrict dbias = gradients + l->bias, *restrict norm = l->norm, *restrict h = l->h;
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++) {
        float d = dh[i * n + j] * (1 - h[i * n + j] * h[i * n + j]);
        dh[i * n + j] = d;
        dbias[j] += d;
        dgain[j] += d * norm[i * n + j];
    }
    const float *gain = weights + l->gain;
    for (int i = 0; i < m; i++) for (int j = 0; j < n; j++)
        dh[i * n + j] = gain[j] * l->rstd[j] / m * (m * dh[i * n + j] - dbias[j] - norm[i * n + j] * dgain[j] * m / (m - 1));
    product_backward(m, l->inputs, n, x, weights + l->w, dh, gradients + l->w, dx, wt);
}

int main(int argc, char **argv) {
    int wavenet = argc > 1 && argv[1][0] == '6';
    int context = wavenet ? 8 : 3, embedding = wavenet ? 24 : 10, hidden = wavenet ? 128 : 200, depth = wavenet ? 3 : 1;
    weights = calloc(1 << 20, 4); gradients = calloc(1 << 20, 4);
    int *inputs = malloc(sizeof(int) * EXAMPLES * context), *targets = malloc(sizeof(int) * EXAMPLES);
    for (int i = 0; i < EXAMPLES * context; i++) inputs[i] = draw() % LETTERS;
    for (int i = 0; i < EXAMPLES; i++) targets[i] = draw() % LETTERS;

    int table = parameter(LETTERS * embedding, 1, 0);
    Layer layers[MOST_LAYERS];
    for (int d = 0, rows = BATCH * context, width = embedding; d < depth; d++) { // joining neighbours is only another view of the same rows
        int join = wavenet ? 2 : context;
        layers[d] = layer(rows / join, width * join, hidden);
        rows /= join; width = hidden;
    }
    int w2 = parameter(hidden * LETTERS, 0.01f, 0), b2 = parameter(LETTERS, 0, 0);
    float *x = malloc(4 << 20), *logits = malloc(4 * BATCH * LETTERS), *d0 = malloc(4 << 20), *d1 = malloc(4 << 20), *wt = malloc(4 << 20);
    int rows[BATCH];

    for (int steps; scanf("%d", &steps) == 1;) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        double total = 0;
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < BATCH; i++) rows[i] = draw() % EXAMPLES;
            for (int i = 0; i < BATCH; i++) for (int t = 0; t < context; t++)
                memcpy(x + (i * context + t) * embedding, weights + table + inputs[rows[i] * context + t] * embedding, 4 * embedding);
            for (int d = 0; d < depth; d++) layer_forward(&layers[d], d ? layers[d - 1].h : x);
            float *h = layers[depth - 1].h;
            product(BATCH, hidden, LETTERS, h, weights + w2, logits);

            memset(gradients, 0, 4 * used);
            double loss = 0;
            for (int i = 0; i < BATCH; i++) { // softmax, cross-entropy and its gradient
                float *l = logits + i * LETTERS, max = -1e30f, sum = 0;
                for (int j = 0; j < LETTERS; j++) { l[j] += weights[b2 + j]; max = l[j] > max ? l[j] : max; }
                float right = l[targets[rows[i]]];
                for (int j = 0; j < LETTERS; j++) { l[j] = expf(l[j] - max); sum += l[j]; }
                loss += logf(sum) + max - right;
                for (int j = 0; j < LETTERS; j++) l[j] = (l[j] / sum - (j == targets[rows[i]])) / BATCH;
                for (int j = 0; j < LETTERS; j++) gradients[b2 + j] += l[j];
            }
            product_backward(BATCH, hidden, LETTERS, h, weights + w2, logits, gradients + w2, d0, wt);
            for (int d = depth - 1; d >= 0; d--) {
                layer_backward(&layers[d], d ? layers[d - 1].h : x, d0, d1, wt);
                float *swap = d0; d0 = d1; d1 = swap;
            }
            for (int i = 0; i < BATCH; i++) for (int t = 0; t < context; t++) {
                float *row = gradients + table + inputs[rows[i] * context + t] * embedding;
                for (int e = 0; e < embedding; e++) row[e] += d0[(i * context + t) * embedding + e];
            }
            for (int i = 0; i < used; i++) weights[i] -= 0.1f * gradients[i];
            total += loss / BATCH;
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%.9g %.6f\n", ((end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) * 1e-9) / steps, total / steps);
        fflush(stdout);
    }
    return 0;
}
