"""PyTorch as a subject, `pytorch`: its functions, cross-entropy, autograd, initialisers, DataLoader, Adam and SGD.

That every test passes on it shows that the tests ask for the mathematics, and not for our code. What PyTorch
leaves to its users stands here as they write it: penalties as sums over the parameters, the loop over the epochs.

It has no metrics and no `network -= D`, does not read MNIST, and speaks of bad input in words of its own: none of
these is offered. Memory is counted by the bytes of all tensors that are made, which is never less than the peak.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional, init
from torch.utils._python_dispatch import TorchDispatchMode  # public all the same: see "Extending PyTorch"
from torch.utils._pytree import tree_leaves
from torch.utils.data import DataLoader, TensorDataset

from kata.subject.interface import METHODS, Array, Epoch, Network, Settings, Trace
from kata.subject.script import Script

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda Z: Z,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda Z: torch.softmax(Z, dim=1),
}
TORCH_OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "adam": torch.optim.Adam,
    "gradient_descent": torch.optim.SGD,
}
SGD_RATE = 1e-2  # PyTorch's own is 1e-3: another choice


def _step_once() -> None:
    """Have PyTorch load what it loads at its first step: a wall forbids it later, and no step takes it."""
    w = torch.ones(1, requires_grad=True)
    w.grad = torch.ones(1)
    torch.optim.Adam([w]).step()


_step_once()


def load(_: Path) -> "PyTorch":
    """Return PyTorch as a subject."""
    return PyTorch()


def _tensor(values: Array) -> Tensor:
    return torch.tensor(values, dtype=torch.float64)


def _layers(sizes: Sequence[int], w: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
    """Cut the parameters, (n,), into the W (inputs, units) and the b of every layer: views."""
    lengths = [length for inputs, units in pairwise(sizes) for length in (inputs * units, units)]
    parts = iter(torch.split(w, lengths))
    for (inputs, units), W, b in zip(pairwise(sizes), parts, parts, strict=True):
        yield W.view(inputs, units), b


def _logits(sizes: Sequence[int], activations: Sequence[str], w: Tensor, X: Tensor) -> Tensor:
    """Return what goes into the activation of the last layer."""
    Z = X
    for (W, b), name in zip(_layers(sizes, w), ["identity", *activations[:-1]], strict=True):
        Z = functional.linear(FUNCTIONS[name](Z), W.T, b)
    return Z


def _cost(Z: Tensor, Y: Tensor, w: Tensor, l1: float, l2: float) -> Tensor:
    """Return the cost of logits, with the penalties of the parameters."""
    entropy = functional.binary_cross_entropy_with_logits if Y.shape[1] == 1 else functional.cross_entropy
    return entropy(Z, Y) + l1 * w.abs().sum() + l2 * w.square().sum()


class Allocated(TorchDispatchMode):
    """Adds up the bytes of all tensors that are made: Python's tracemalloc does not see them."""

    total = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        self.total += sum(tensor.nbytes for tensor in tree_leaves(made) if isinstance(tensor, Tensor))
        return made


class PyTorch:
    """The adapter of PyTorch."""

    offers = METHODS - {"metrics", "evaluate", "moved", "moved_copy", "replaced", "load_mnist", "parts", "in_turn"}
    lacks = frozenset({"memory"})  # loaders and graphs of PyTorch take some for every step

    def softmax(self, Z: Array) -> Array:
        """See `Subject`."""
        return self.activation("softmax", Z)

    def activation(self, name: str, Z: Array, derivative: bool = False) -> Array:
        """See `Subject`. The derivative is autograd's."""
        given = torch.tensor(Z, requires_grad=True)
        result = FUNCTIONS[name](given)
        if derivative:
            (result,) = torch.autograd.grad(result.sum(), given)
        return np.asarray(result.detach())

    def outputs(self, network: Network, X: Array) -> Array:
        """See `Subject`."""
        Z = _logits(network.sizes, network.activations, _tensor(network.parameters), _tensor(X))
        return np.asarray(FUNCTIONS[network.activations[-1]](Z))

    def predict(self, network: Network, X: Array) -> Array:
        """See `Subject`."""
        P = torch.from_numpy(self.outputs(network, X))
        return np.asarray(P.argmax(dim=1) if P.shape[1] > 1 else (P[:, 0] >= 0.5).int())

    def cost(self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0) -> float:
        """See `Subject`."""
        return self.cost_gradient(network, X, Y, l1, l2)[0]

    def cost_gradient(
        self, network: Network, X: Array, Y: Array, l1: float = 0.0, l2: float = 0.0
    ) -> tuple[float, Array]:
        """See `Subject`."""
        w = _tensor(network.parameters).requires_grad_()
        cost = _cost(_logits(network.sizes, network.activations, w, _tensor(X)), _tensor(Y), w, l1, l2)
        (G,) = torch.autograd.grad(cost, w)
        return float(cost), np.asarray(G)

    def initial_parameters(self, sizes: Sequence[int], activations: Sequence[str], seed: int) -> Array:
        """See `Subject`. By He's initialiser, which takes the slope of tanh and sigmoid at 0 for 1."""
        generator = torch.Generator().manual_seed(seed)
        w = torch.zeros(sum(inputs * units + units for inputs, units in pairwise(sizes)), dtype=torch.float64)
        for (W, _), name in zip(_layers(sizes, w), activations, strict=True):
            init.kaiming_normal_(W.T, nonlinearity="relu" if name == "relu" else "linear", generator=generator)
        return np.asarray(w)

    def _fit(
        self,
        w: Tensor,
        backward: Callable[[Tensor, Tensor], float],
        test_cost: Callable[[], float | None],
        optimiser: str,
        X: Tensor,
        Y: Tensor,
        settings: Settings,
        seed: int,
    ) -> list[Epoch]:
        """Train `w`; `backward` gives the cost of a batch and leaves its gradient in `w.grad`."""
        options: dict[str, Any] = {} if settings.learning_rate is None else {"lr": settings.learning_rate}
        if optimiser == "adam":
            options |= {"betas": (settings.beta1, settings.beta2), "eps": settings.epsilon}
        else:
            options = {"lr": SGD_RATE} | options
        stepper = TORCH_OPTIMISERS[optimiser]([w], **options)
        start = w.detach().clone()
        generator = torch.Generator().manual_seed(seed)
        log: list[Epoch] = []
        done = 0  # epochs of this stepper
        for number, rows in enumerate(settings.fits):
            if number and settings.anew:
                stepper, done = TORCH_OPTIMISERS[optimiser]([w], **options), 0
            if number and settings.back:
                w.data.copy_(start)
            data = TensorDataset(X[:rows], Y[:rows])
            batches = DataLoader(data, settings.batch_size, shuffle=True, generator=generator)
            for epoch in range(done + 1, done + settings.epochs + 1):
                total = 0.0
                for X_batch, Y_batch in batches:
                    stepper.zero_grad()
                    total += backward(X_batch, Y_batch) * len(X_batch)
                    stepper.step()
                assert w.grad is not None
                norm = float(w.grad.norm())
                done = epoch
                log.append(Epoch(epoch, norm, total / len(data), test_cost()))
                for group in stepper.param_groups:
                    group["lr"] *= 1.0 if settings.decay is None else settings.decay
                short = settings.tolerance is not None and norm <= settings.tolerance
                if short or epoch == settings.stop_after:
                    break
        return log

    def train(
        self,
        sizes: Sequence[int],
        activations: Sequence[str],
        optimiser: str,
        X: Array,
        Y: Array,
        settings: Settings,
        seed: int,
    ) -> tuple[Array, list[Epoch]]:
        """See `Subject`."""
        start = settings.parameters
        w = _tensor(self.initial_parameters(sizes, activations, seed) if start is None else start).requires_grad_()

        def cost(X: Tensor, Y: Tensor) -> Tensor:
            return _cost(_logits(sizes, activations, w, X), Y, w, settings.l1, settings.l2)

        def backward(X: Tensor, Y: Tensor) -> float:
            J = cost(X, Y)
            J.backward()
            return float(J)

        def test_cost() -> float | None:
            return None if settings.test is None else float(cost(*map(_tensor, settings.test)))

        log = self._fit(w, backward, test_cost, optimiser, _tensor(X), _tensor(Y), settings, seed)
        return np.asarray(w.detach()), log

    def fit_trace(
        self,
        optimiser: str,
        gradients: Array,
        rows: int,
        settings: Settings,
        seed: int,
        costs: Sequence[float] = (1.0,),
    ) -> Trace:
        """See `Subject`."""
        script = Script(gradients, rows, costs)
        w = torch.zeros(script.n, dtype=torch.float64, requires_grad=True)

        def backward(X: Tensor, Y: Tensor) -> float:
            cost, G = script.answer(X.numpy(), Y.numpy(), w.detach().numpy())
            w.grad = _tensor(G[0])
            return cost

        with Allocated() as allocated:
            X, Y = _tensor(script.X), _tensor(script.Y)
            log = self._fit(w, backward, lambda: None, optimiser, X, Y, settings, seed)
        return script.trace(w.detach().numpy(), log, allocated.total)
