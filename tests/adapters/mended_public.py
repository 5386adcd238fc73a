"""The public libraries mended: code of our own, put in the place of what `public.toml` finds in them.

A test puts this module beside the adapter, and has the function of the library's name called once that is loaded.
It shows that the adapter lets a right library pass: what the judge says of the published one comes from that.
"""

# ruff: noqa: ARG001, ARG005 - the names of the libraries

import numpy as np

EPSILON = 1e-15


def batches(rows, size):
    """Yield the rows of each batch of an epoch, in a new order."""
    order = np.random.permutation(rows)  # noqa: NPY002 - the libraries draw from it
    for start in range(0, rows, size):
        yield order[start : start + size]


def positive(x):
    """Return the slope of ReLU."""
    return (x > 0).astype(float)


def neural_networks_from_scratch(subject):
    """Mend softmax, the slope of ReLU, the logarithm and the loop over the batches."""
    library = subject.library
    relu = library.relu

    def softmax(self, x):
        exps = np.exp(x - x.max(axis=0))
        return exps / exps.sum(axis=0)

    def cross_entropy_loss(self, y, output):
        return -np.sum(y.T * np.log(output + EPSILON)) / len(y)

    def train(self, x_train, y_train, *_, epochs, batch_size, optimizer, l_rate):
        self.optimizer = optimizer
        for _ in range(epochs):
            for rows in batches(len(x_train), batch_size):
                self.back_propagate(y_train[rows], self.feed_forward(x_train[rows]))
                self.optimize(l_rate=l_rate)

    library.relu = lambda self, x, derivative=False: positive(x) if derivative else relu(self, x)
    library.softmax, library.cross_entropy_loss, library.train = softmax, cross_entropy_loss, train


def ml_from_scratch(subject):
    """Mend the cost, its gradient, the slope of ReLU, Adam, and the loop over the batches."""
    network, loss, adam = subject.network, subject.loss, subject.optimisers["adam"]
    activation = subject.layers.Activation

    def cost(self, y, p):
        P, Y = (p, y) if p.shape[1] > 1 else (np.hstack([1 - p, p]), np.hstack([1 - y, y]))
        return -(Y * np.log(P + EPSILON)).sum(axis=1)

    def backward(self, loss_grad):
        """Take the gradient with respect to the logits, which is what the loss gives now."""
        for layer in reversed(self.layers[:-1] if isinstance(self.layers[-1], activation) else self.layers):
            loss_grad = layer.backward_pass(loss_grad)

    def fit(self, X, y, n_epochs, batch_size):
        for _ in range(n_epochs):
            total = 0.0
            for rows in batches(len(X), batch_size):
                total += self.train_on_batch(X[rows], y[rows])[0] * len(rows)
            self.errors["training"].append(total / len(X))
            if self.val_set is not None:
                self.errors["validation"].append(self.test_on_batch(self.val_set["X"], self.val_set["y"])[0])
        return self.errors["training"], self.errors["validation"]

    def update(self, w, G):
        self.t = getattr(self, "t", 0) + 1
        self.m = self.b1 * (0.0 if self.m is None else self.m) + (1 - self.b1) * G
        self.v = self.b2 * (0.0 if self.v is None else self.v) + (1 - self.b2) * G * G
        m, v = self.m / (1 - self.b1**self.t), self.v / (1 - self.b2**self.t)
        return w - self.learning_rate * m / (np.sqrt(v) + self.eps)

    loss.loss, loss.gradient = cost, lambda self, y, p: (p - y) / len(y)
    network._backward_pass, network.fit, adam.update = backward, fit, update
    subject.layers.ReLU.gradient = lambda self, x: positive(x)


def deep_learning_from_scratch(subject):
    """Mend the slope of ReLU by itself, Adam's epsilon, the loop over the batches and the type of the labels."""
    trainer, mnist = subject.trainer, subject.mnist
    labels = mnist._change_one_hot_label

    def update(self, params, grads):
        self.iter += 1
        self.m, self.v = self.m or dict.fromkeys(params, 0.0), self.v or dict.fromkeys(params, 0.0)
        for key, G in grads.items():
            self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * G
            self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * G * G
            m, v = self.m[key] / (1 - self.beta1**self.iter), self.v[key] / (1 - self.beta2**self.iter)
            params[key] -= self.lr * m / (np.sqrt(v) + 1e-8)

    def train(self):
        for _ in range(self.epochs):
            for rows in batches(self.train_size, self.batch_size):
                G = self.network.gradient(self.x_train[rows], self.t_train[rows])
                self.optimizer.update(self.network.params, G)

    def made(self, *arguments, **options):
        published(self, *arguments, **options)
        type(self.optimizer).update = update if hasattr(self.optimizer, "beta1") else type(self.optimizer).update

    published, trainer.__init__, trainer.train = trainer.__init__, made, train
    subject.functions.relu_grad = positive
    mnist._change_one_hot_label = lambda X: labels(X).astype(np.float32)
