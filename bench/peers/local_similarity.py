"""The similarity loss of local-sim (784-500-10) with all pairs of images, as it is written: what seeds scatter by, without the simulator.

    APICAL_DATA=... python3 bench/peers/local_similarity.py [SEEDS, 3] [EPOCHS, 10]

Nokland & Eidnes 2019: S, T are cosines between images of centred projections and of centred labels; loss mean (S - T)^2. Adam 0.001, batches of 128,
a readout of detached rates. Prints the error on the test set in per cent after each epoch. About a minute of CPU for ten epochs.
"""

import gzip
import os
import sys

import numpy as np

FOLDER = os.path.join(os.environ.get('APICAL_DATA', ''), 'mnist')
BATCH, HIDDEN, RATE = 128, 500, np.float32(0.001)


def idx(name, offset):
    path = os.path.join(FOLDER, f'{name}.gz')
    if not os.path.exists(path):
        sys.exit(f'{path}: expected the file of MNIST, got none; APICAL_DATA names the folder of data sets')
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=offset)


def data(part):
    images = idx(f'{part}-images-idx3-ubyte', 16).reshape(-1, 784) / np.float32(255)
    return images.astype(np.float32), idx(f'{part}-labels-idx1-ubyte', 8)


class Adam:
    """Weights with their moments (Kingma & Ba 2015)."""

    def __init__(self, w):
        self.w, self.m, self.v, self.t = w, np.zeros_like(w), np.zeros_like(w), 0

    def step(self, gradient):
        self.t += 1
        self.m += np.float32(0.1) * (gradient - self.m)
        self.v += np.float32(0.001) * (gradient * gradient - self.v)
        m, v = self.m / (1 - 0.9**self.t), self.v / (1 - 0.999**self.t)
        self.w -= (RATE * m / (np.sqrt(v) + 1e-8)).astype(np.float32)


def glorot(random, rows, columns):
    a = np.sqrt(6 / (rows + columns))
    return Adam(random.uniform(-a, a, (rows, columns)).astype(np.float32))


def bias(size):
    return Adam(np.zeros(size, np.float32))


def centred(x):
    return x - x.mean(1, keepdims=True)


def lengths(x):
    return np.sqrt((x * x).sum(1, keepdims=True)) + 1e-8


def similarity_gradient(g, labels):
    """Gradient of mean (S - T)^2 with respect to the projections g [images, units]."""
    centre = centred(g)
    u = centre / lengths(centre)
    t = centred(labels)
    t = t / lengths(t)
    du = 4 / len(g) ** 2 * ((u @ u.T - t @ t.T) @ u)
    return centred((du - u * (u * du).sum(1, keepdims=True)) / lengths(centre))


def softmax(z):
    p = np.exp(z - z.max(1, keepdims=True))
    return p / p.sum(1, keepdims=True)


class Network:
    def __init__(self, random):
        self.w1, self.b1 = glorot(random, HIDDEN, 784), bias(HIDDEN)
        self.w2, self.b2 = glorot(random, 10, HIDDEN), bias(10)
        self.r = glorot(random, HIDDEN, HIDDEN)

    def hidden(self, x):
        return np.maximum(x @ self.w1.w.T + self.b1.w, 0)

    def output(self, h):
        return h @ self.w2.w.T + self.b2.w

    def learn(self, x, labels):
        h = self.hidden(x)
        error = (softmax(self.output(h)) - labels) / len(x)
        dg = similarity_gradient(h @ self.r.w.T, labels)
        dh = (dg @ self.r.w) * (h > 0)
        steps = [(self.w1, dh.T @ x), (self.b1, dh.sum(0)), (self.w2, error.T @ h), (self.b2, error.sum(0)), (self.r, dg.T @ h)]
        for weights, gradient in steps:
            weights.step(gradient)


def errors(seed, epochs, train, test):
    random = np.random.default_rng(seed)
    network = Network(random)
    one_hot = np.eye(10, dtype=np.float32)
    for _ in range(epochs):
        order = random.permutation(len(train[0]))
        for batch in order[: len(order) // BATCH * BATCH].reshape(-1, BATCH):
            network.learn(train[0][batch], one_hot[train[1][batch]])
        answers = network.output(network.hidden(test[0])).argmax(1)
        yield 100 * float((answers != test[1]).mean())


def main(seeds=3, epochs=10):
    train, test = data('train'), data('t10k')
    for seed in range(1, seeds + 1):
        print(seed, ' '.join(f'{e:.2f}' for e in errors(seed, epochs, train, test)), flush=True)


if __name__ == '__main__':
    try:
        main(*(int(a) for a in sys.argv[1:3]))
    except ValueError:
        sys.exit(f'SEEDS, EPOCHS: expected whole numbers, got {sys.argv[1:]}')
    except KeyboardInterrupt:
        sys.exit(130)
