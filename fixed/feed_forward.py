"""A feed-forward network: layers A -> f(A W + b), their cost, and its gradient by backpropagation.

Source: Bishop, "Pattern Recognition and Machine Learning" (2006), 5.2 and 5.3.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from .activation_functions import ActivationFunctions, Array
from .parameter_row import ParameterRow

EPSILON = float(np.finfo(np.float64).eps)  # keeps log(p) finite where p is 0


class FeedForward(ParameterRow):
    """A network of `sizes` (inputs, hidden layers, outputs) with one activation name for each layer.

    Samples are rows: X is (m, inputs); Y is (m, outputs) one-hot, or (m, 1) of 0 and 1. Raises ValueError for
    names or arrays that do not fit. Arguments are left unchanged, and so are earlier results. For `dtype`, the
    parameters and errors about sizes see `ParameterRow`.
    """

    def __init__(self, sizes: Sequence[int], activations: Sequence[str], dtype: DTypeLike = np.float64) -> None:
        super().__init__(sizes, dtype)
        self.activations = tuple(activations)
        if len(self.activations) != len(self.sizes) - 1:
            raise ValueError(
                f"activations {self.activations}: expected {len(self.sizes) - 1}, one a layer after the inputs"
            )
        if "softmax" in self.activations[:-1]:
            raise ValueError(f"activations {self.activations}: softmax is for the last layer only")
        self.functions = [ActivationFunctions.get(name) for name in self.activations]

    def init(self, rng: np.random.Generator) -> None:
        """Draw every weight anew, with mean 0 and variance 2/inputs before ReLU, 1/inputs otherwise; biases are 0.

        Each comes from `rng` by itself. Variances from 1/(3 inputs) to 2/inputs, or 2/(inputs + outputs), will do.
        Sources: He et al. (2015), arXiv:1502.01852; LeCun et al., "Efficient BackProp" (1998), 4.6.
        Raises TypeError if `rng` is no Generator.
        """
        if not isinstance(rng, np.random.Generator):
            raise TypeError(f"rng {rng!r}: expected a numpy.random.Generator")
        self.parameters[...] = 0
        for W, name in zip(self.weights, self.activations, strict=True):
            gain = 2 if name == "relu" else 1
            W[...] = rng.normal(0, (gain / len(W)) ** 0.5, W.shape)

    def __call__(self, X: ArrayLike) -> Array:
        """Return the outputs, (m, outputs): probabilities where the last layer is softmax or sigmoid."""
        return self._forward(self._check_inputs(X))[1][-1]

    def predict(self, X: ArrayLike) -> NDArray[np.int64]:
        """Return the class of each row, (m,) integers: the largest output, or, of one, whether it is >= 0.5.

        Raises FloatingPointError if an output is NaN: that is nobody's class.
        """
        P = self(X)
        if np.isnan(P).any():
            raise FloatingPointError("an output is NaN: no class follows from that")
        return P.argmax(axis=1) if P.shape[1] > 1 else (P[:, 0] >= 0.5).astype(int)

    def cost(self, X: ArrayLike, Y: ArrayLike, l1: float = 0.0, l2: float = 0.0) -> float:
        """Return the mean cross-entropy of the rows plus l1 |w| + l2 w^2 summed over all parameters, biases too.

        The last layer is softmax, for a one-hot Y, or a single sigmoid, for a Y of one column. Natural logarithm,
        finite at 0 too: an epsilon, at most 1e-7, is added to each probability, or is the least it counts for.
        """
        X, Y = self.check(X, Y)
        return self._cost(self._forward(X)[1][-1], Y, l1, l2)

    def cost_gradient(self, X: ArrayLike, Y: ArrayLike, l1: float = 0.0, l2: float = 0.0) -> tuple[float, Array]:
        """Return the cost and its gradient G, (1, n), laid out like `parameters`; |w| has slope 0 at 0."""
        X, Y = self.check(X, Y)
        Z, A = self._forward(X)
        G = np.empty_like(self.parameters)
        weights, (dW, db) = self.weights, self._views(G)
        delta = (A[-1] - Y) / len(X)  # of softmax and of sigmoid, each with its cross-entropy
        for layer in reversed(range(len(Z))):
            np.matmul(A[layer].T, delta, out=dW[layer])
            db[layer][...] = delta.sum(axis=0)
            if layer > 0:
                slope = self.functions[layer - 1](Z[layer - 1], derivative=True)
                delta = delta @ weights[layer].T * slope
        if l1 or l2:
            G += l1 * np.sign(self.parameters) + 2 * l2 * self.parameters
        return self._cost(A[-1], Y, l1, l2), G

    def _forward(self, X: Array) -> tuple[list[Array], list[Array]]:
        """Return each layer's Z, and A: X and then each layer's activations."""
        Z: list[Array] = []
        A: list[Array] = [X]
        for W, b, function in zip(self.weights, self.biases, self.functions, strict=True):
            Z.append(A[-1] @ W + b)  # (m, inputs) (inputs, outputs) + (1, outputs)
            A.append(function(Z[-1]))
        return Z, A

    def _cost(self, P: Array, Y: Array, l1: float, l2: float) -> float:
        """Return the cost of the outputs P: the formula that `cost` and `cost_gradient` share."""
        expected = "sigmoid" if Y.shape[1] == 1 else "softmax"
        if self.activations[-1] != expected:
            raise ValueError(f"no cost for {self.activations[-1]} and Y of shape {Y.shape}: expected {expected}")
        if Y.shape[1] == 1:
            P, Y = np.hstack((1 - P, P)), np.hstack((1 - Y, Y))
        log_likelihood = (Y * np.log(P + EPSILON)).sum()
        m = len(Y)
        cost = -log_likelihood / m
        if l1 or l2:
            w = self.parameters
            cost += l1 * np.abs(w).sum() + l2 * (w * w).sum()
        return float(cost)

    def _check_inputs(self, X: ArrayLike) -> Array:
        """Return X as an array of the network's dtype; raise ValueError if it does not fit or is not finite."""
        X = np.asarray(X, dtype=self.dtype)
        if X.ndim != 2 or X.shape[1] != self.sizes[0] or len(X) == 0:
            raise ValueError(f"X of shape {X.shape}: expected (m, {self.sizes[0]}) with m at least 1")
        if not np.isfinite(X).all():
            raise ValueError("X holds NaN or infinity: expected finite numbers")
        return X

    def check(self, X: ArrayLike, Y: ArrayLike) -> tuple[Array, Array]:
        """Return X and Y as arrays of the network's dtype; raise ValueError if they do not fit."""
        X, Y = self._check_inputs(X), np.asarray(Y, dtype=self.dtype)
        if Y.shape != (len(X), self.sizes[-1]):
            raise ValueError(f"Y of shape {Y.shape}: expected {(len(X), self.sizes[-1])}, a row for each row of X")
        if not ((Y == 0) | (Y == 1)).all() or (Y.shape[1] > 1 and not (Y.sum(axis=1) == 1).all()):
            raise ValueError("Y holds labels out of range: expected 0 and 1, with one 1 a row if one-hot")
        return X, Y
