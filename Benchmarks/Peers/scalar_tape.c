/* The peer of Micrograd's tape: a flat list of {operation, a, b} with numbers and gradients beside it, in plain C and in
   double. It trains a perceptron 2-16-16-1 on points of two classes: max-margin loss, small weights, gradient descent.

   It reads the number of points, then x, y and the label (-1 or 1) of each, then the 337 parameters. After that each line
   is a number of steps; the answer is a line with the seconds of one step, the mean, the loss of the last one, and how many
   operations its expression has. The expression is built anew in each step, and so are its numbers: the arena is only emptied. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LEAF, ADD, MUL, RELU };
enum { CAPACITY = 1 << 17, PARAMETERS = 337, HIDDEN = 16 };

typedef struct {
    int op, a, b;
} Entry;

static Entry entries[CAPACITY];
static double data[CAPACITY], grad[CAPACITY];
static int count, leaves;

static inline int leaf(double x) {
    entries[count] = (Entry){LEAF, 0, 0};
    data[count] = x;
    leaves++;
    return count++;
}

static inline int add(int a, int b) {
    entries[count] = (Entry){ADD, a, b};
    data[count] = data[a] + data[b];
    return count++;
}

static inline int mul(int a, int b) {
    entries[count] = (Entry){MUL, a, b};
    data[count] = data[a] * data[b];
    return count++;
}

static inline int relu(int a) {
    entries[count] = (Entry){RELU, a, 0};
    data[count] = data[a] < 0 ? 0 : data[a];
    return count++;
}

/* b + w1 x1 + w2 x2 + ...: the weights lie from p on, the bias behind them. */
static inline int neuron(int p, const int *x, int inputs, int bent) {
    int sum = p + inputs;
    for (int i = 0; i < inputs; i++) {
        sum = add(sum, mul(p + i, x[i]));
    }
    return bent ? relu(sum) : sum;
}

static int score(double x, double y) {
    int input[2] = {leaf(x), leaf(y)}, first[HIDDEN], second[HIDDEN], p = 0;
    for (int i = 0; i < HIDDEN; i++, p += 3) {
        first[i] = neuron(p, input, 2, 1);
    }
    for (int i = 0; i < HIDDEN; i++, p += HIDDEN + 1) {
        second[i] = neuron(p, first, HIDDEN, 1);
    }
    return neuron(p, second, HIDDEN, 0);
}

static int margin(double x, double y, double label) {
    return relu(add(mul(score(x, y), leaf(-label)), leaf(1)));
}

static void backward(int root) {
    memset(grad, 0, count * sizeof(double));
    grad[root] = 1;
    for (int i = root; i >= PARAMETERS; i--) {
        double g = grad[i];
        int a = entries[i].a, b = entries[i].b;
        switch (entries[i].op) {
        case ADD:
            grad[a] += g;
            grad[b] += g;
            break;
        case MUL:
            grad[a] += data[b] * g;
            grad[b] += data[a] * g;
            break;
        case RELU:
            grad[a] += data[i] > 0 ? g : 0;
            break;
        }
    }
}

static double step(int points, const double *x, const double *y, const double *label, double rate) {
    count = leaves = PARAMETERS;
    int losses = margin(x[0], y[0], label[0]), squares = mul(0, 0);
    for (int i = 1; i < points; i++) {
        losses = add(losses, margin(x[i], y[i], label[i]));
    }
    for (int p = 1; p < PARAMETERS; p++) {
        squares = add(squares, mul(p, p));
    }
    int loss = add(mul(losses, leaf(1.0 / points)), mul(squares, leaf(1e-4)));
    backward(loss);
    for (int p = 0; p < PARAMETERS; p++) {
        data[p] -= rate * grad[p];
    }
    return data[loss];
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(void) {
    int points, steps;
    if (scanf("%d", &points) != 1 || points < 1 || points > 1000) {
        fprintf(stderr, "scalar_tape: the number of points comes first, from 1 to 1000\n");
        return 1;
    }
    double *x = malloc(3 * points * sizeof(double)), *y = x + points, *label = y + points, start[PARAMETERS];
    int read = 0;
    for (int i = 0; i < points; i++) {
        read += scanf("%lf %lf %lf", &x[i], &y[i], &label[i]);
    }
    for (int p = 0; p < PARAMETERS; p++) {
        read += scanf("%lf", &start[p]);
    }
    if (read != 3 * points + PARAMETERS) {
        fprintf(stderr, "scalar_tape: %d points and %d parameters were expected\n", points, PARAMETERS);
        return 1;
    }
    count = 0;
    for (int p = 0; p < PARAMETERS; p++) {
        leaf(start[p]);
    }
    while (scanf("%d", &steps) == 1) {
        double began = now(), loss = 0;
        for (int k = 0; k < steps; k++) {
            if (k % 100 == 0) {
                memcpy(data, start, sizeof start); /* the training of 100 steps begins again */
            }
            loss = step(points, x, y, label, 1 - 0.9 * (k % 100) / 100);
        }
        printf("%.9g %.17g %d\n", (now() - began) / steps, loss, count - leaves);
        fflush(stdout);
    }
    free(x);
    return 0;
}
