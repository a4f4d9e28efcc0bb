"""784-500-10 with segregated dendrites in mini-batches, reduced: spikes are counts over a window and not ticks. For choosing rules, not for results.

    APICAL_DATA=... python3 bench/peers/plateau_counts.py LANES ETA EPOCHS [BETA1] [BETA2] [sum]

A window of 20 ms, smoothed by the synapse, counts as 24 ms of Poisson spikes; somata stand at their steady state. Trains on the first 50,000 images of
MNIST and prints the running training error and the error on 5,000 of the others after each epoch. Steps are those of models/rules/plateau-adam.ts with
Adam's corrections of the first steps; with `sum`, those of plateau.ts. Takes about 5 s of CPU an epoch, a fifteenth of the simulator.
"""

import gzip
import os
import sys

import numpy as np

FOLDER = os.path.join(os.environ['APICAL_DATA'], 'mnist')
GAIN, WINDOW, TESTING, RATE, TO_SOMA = (np.float32(x) for x in (0.5104085, 24, 224, 0.2, 0.857143))
SWING = np.float32(20 * 0.857143)  # of the learning signal, times what of the dendrite reaches the soma
HIDDEN, TRAIN, VALIDATE, EPS = 500, 50_000, 5_000, np.float32(1e-3)


def idx(name, offset, shape):
    with gzip.open(os.path.join(FOLDER, name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset).reshape(shape)


def spread(n):
    """Mean and deviation of weights onto n inputs, as in experiments/parts/dendrites.ts."""
    m = 2.2 / (0.05 * n * 3)
    square = 18 + 0.0025 * (n - n * n) * m * m * 9 - 2 * n * 0.05 * 0.8 * 3 * m - 0.64
    return m, np.sqrt(square / (n * 0.0025 * 18) - m * m)


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


class Layer:
    """Weights [pre][post], biases, and the moments of both."""

    def __init__(self, rng, inputs, units):
        m, sd = spread(inputs)
        self.w = (m + 3.465 * sd * (rng.random((inputs, units)) - 0.5)).astype(np.float32)
        self.b = np.full(units, 0.8, np.float32)
        self.m, self.v = [0, 0], [0, 0]

    def learn(self, trace, delta, rule):
        changes = (trace.T @ delta, delta.sum(0))
        for k, (values, change) in enumerate(zip((self.w, self.b), changes)):
            values += self.step(k, change, rule)

    def step(self, k, change, rule):
        eta, beta1, beta2, done = (rule[name] for name in ('eta', 'beta1', 'beta2', 'done'))
        if rule['sum']:
            return eta * change
        f32 = np.float32
        self.m[k] = f32(beta1) * self.m[k] + f32(1 - beta1) * change
        self.v[k] = f32(beta2) * self.v[k] + f32(1 - beta2) * change * change
        spread_now = np.sqrt(self.v[k] / f32(1 - beta2**done)) + EPS
        return eta * self.m[k] / f32(1 - beta1**done) / spread_now


def main(lanes, eta, epochs, beta1=0.8, beta2=0.8, plain=''):
    rng = np.random.default_rng(1)
    images = idx('train-images-idx3-ubyte.gz', 16, (-1, 784)).astype(np.float32) / 255
    labels = idx('train-labels-idx1-ubyte.gz', 8, (-1,))
    hidden, output = Layer(rng, 784, HIDDEN), Layer(rng, HIDDEN, 10)
    feedback = (3.465 * spread(HIDDEN)[1] * (rng.random((10, HIDDEN)) - 0.5)).astype(np.float32)
    rule = {'eta': np.float32(eta), 'beta1': beta1, 'beta2': beta2, 'sum': plain == 'sum', 'done': 0}

    def trace(rate, window=WINDOW):
        return GAIN * (rng.poisson(RATE * rate * window).astype(np.float32) / window)

    def forward(x, window):
        s0 = trace(x, window)
        p1 = sigmoid(TO_SOMA * (s0 @ hidden.w + hidden.b))
        s1 = trace(p1, window)
        return s0, p1, s1, s1 @ output.w + output.b

    def batch(x, y):
        s0, p1, s1, basal = forward(x, WINDOW)
        p2 = sigmoid(TO_SOMA * basal)
        taught = np.where(np.arange(10) == y[:, None], np.float32(4.706), np.float32(-4.706))
        target = sigmoid(taught + np.float32(0.353) * basal)
        before, after = sigmoid(trace(p2) @ feedback), sigmoid(trace(target) @ feedback)
        rule['done'] += 1
        hidden.learn(s0, SWING * p1 * (1 - p1) * (after - before), rule)
        output.learn(s1, SWING * p2 * (1 - p2) * (target - p2), rule)
        return np.count_nonzero(basal.argmax(1) != y)

    for epoch in range(epochs):
        order = rng.permutation(TRAIN)
        starts = range(0, TRAIN - lanes + 1, lanes)
        wrong = sum(batch(images[of], labels[of]) for of in (order[k : k + lanes] for k in starts))
        tested = [slice(k, k + 1000) for k in range(60_000 - VALIDATE, 60_000, 1000)]
        missed = sum(np.count_nonzero(forward(images[of], TESTING)[3].argmax(1) != labels[of]) for of in tested)
        print(f'epoch {epoch + 1}: training {wrong / TRAIN:.3f}, validation {missed / VALIDATE:.4f}', flush=True)


if __name__ == '__main__':
    lanes, eta, epochs, *rest = sys.argv[1:]
    betas = [float(x) for x in rest if x != 'sum']
    main(int(lanes), float(eta), int(epochs), *betas, **({'plain': 'sum'} if 'sum' in rest else {}))
