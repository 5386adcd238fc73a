"""Calls of a subject, written as a student would make them: plain Python, numpy, and nothing of ours.

What the adapter `kata.subject.own` does at a call is here in words.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kata.literals import brief, left_out, literal
from kata.subject.interface import Array, Network, Settings
from kata.subject.own import OPTIMISER_CLASSES, without_defaults

GENERATORS = {
    "a seed": "0",
    "None": "None",
    "the module numpy.random": "np.random",
    "a RandomState": "np.random.RandomState(0)",
    "Python's Random": "random.Random(0)",
}


class Form(NamedTuple):
    """How a method is called on what it is given: those that become variables, what is done, and what is shown."""

    values: tuple[str, ...]
    does: tuple[str, ...]
    shows: tuple[str, ...]


FORMS = {
    "softmax": Form(("Z",), (), ("ActivationFunctions.softmax(Z)",)),
    "activation": Form(("Z",), (), ("ActivationFunctions.get({name})(Z{options})",)),
    "outputs": Form(("X",), (), ("network(X)",)),
    "predict": Form(("X",), (), ("network.predict(X)",)),
    "cost": Form(("X", "Y"), (), ("network.cost(X, Y{options})",)),
    "cost_gradient": Form(("X", "Y"), (), ("network.cost_gradient(X, Y{options})",)),
    "moved": Form(("D",), ("network -= D",), ("network.parameters",)),
    "replaced": Form(("row", "D", "X"), ("network.parameters = row", "network -= D"), ("network(X)",)),
    "moved_copy": Form(
        ("D", "X"), ("network(X)", "copied = {copied}", "copied -= D"), ("network(X)", "copied(X)")
    ),
    "evaluate": Form(("X", "Y"), (), ("evaluate(network, X, Y)",)),
}
COPIED = {"deepcopy": "copy.deepcopy(network)", "pickle": "pickle.loads(pickle.dumps(network))"}
OPTIONAL = ("derivative", "l1", "l2")


class Writer:
    """Writes calls one after the other; a variable that has its value already is not given it again."""

    def __init__(self, written: Callable[[Any], str]) -> None:
        self._written, self._brief = written, written is brief
        self.lines: list[str] = []
        self._known: dict[str, str] = {}  # the lines that have made each variable

    def write(self, method: str, arguments: Mapping[str, Any], files: Mapping[str, bytes | None]) -> None:
        """Write a call; one that cannot be written is named: nothing else may depend on this.

        `files` are those in the folder that it is given, if it is given one.
        """
        before = [*self.lines, ""] if self.lines else []
        self.lines = [*before]
        try:
            if method in FORMS:
                self._form(method, **arguments)
            elif method == "load_mnist":
                self._load_mnist(arguments["folder"], files)
            else:
                getattr(self, f"_{method}")(**arguments)
        except Exception:
            self.lines = [*before, f"# {method}: with arguments that cannot be written down"]

    # ---------------------------------------------------------------- what calls are made of

    def _do(self, *lines: str) -> None:
        self.lines += lines

    def _show(self, *expressions: str) -> None:
        """Print what comes out; where it is only to be read, what is called for that is enough."""
        calls = (each for each in expressions if "(" in each)
        self._do(*(calls if self._brief else (f"print({each})" for each in expressions)))

    def _let(self, name: str, *lines: str) -> None:
        """Have a variable made by these lines, unless they have made it what it is."""
        if self._known.get(name) != (made := "\n".join(lines)):
            self._known[name] = made
            self._do(*lines)

    def _changed(self, *names: str) -> None:
        for name in names:
            self._known.pop(name, None)

    def _equals(self, target: str, value: Any) -> str:
        """Return the line, or the lines, that give a variable or a part of something its value."""
        return f"{'' if self._brief else left_out(value)}{target} = {self._written(value)}"

    def _variables(self, **values: Any) -> None:
        for name, value in values.items():
            self._let(name, self._equals(name, value))

    def _network(self, of: Network) -> None:
        parameters = self._equals("network.parameters[0]", of.parameters)
        self._let("network", _new(of.sizes, of.activations, of.parameters.dtype), parameters)

    def _rng(self, seed: int | str) -> None:
        made = GENERATORS[seed] if isinstance(seed, str) else f"np.random.default_rng({seed})"
        self._do(f"rng = {made}")

    # ---------------------------------------------------------------- the methods

    def _form(self, method: str, network: Network | None = None, way: str = "", name: str = "", **of: Any) -> None:
        form = FORMS[method]
        options = "".join(f", {option}={of[option]!r}" for option in OPTIONAL if of.get(option))
        if network is not None:
            self._network(network)
        self._variables(**{value: of[value] for value in form.values})
        self._do(*(line.format(copied=COPIED.get(way)) for line in form.does))
        self._show(*(line.format(name=literal(name), options=options) for line in form.shows))
        if form.does:
            self._changed("network", "row")

    def _in_turn(self, network: Network, parts: Sequence[tuple[Array, Array]], D: Array | None = None) -> None:
        self._network(network)
        if D is not None:
            self._variables(D=D)
            self._changed("network")
        self._do("results = []")
        for X, Y in parts:
            self._variables(X=X, Y=Y)
            self._do("results.append((network(X), network.predict(X), *network.cost_gradient(X, Y)))")
            self._do(*["network -= D"] * (D is not None))
        self._show("results")

    def _initial_parameters(self, sizes: Any, activations: Any, seed: int | str) -> None:
        self._changed("network")
        self._do(_new(sizes, activations), "network.parameters[...] = 1")
        self._rng(seed)
        self._do("network.init(rng)")
        self._show("network.parameters")

    def _parts(self, sizes: Any, activations: Any, parameters: Any = None, D: Array | None = None) -> None:
        self._changed("network")
        self._do(_new(sizes, activations))
        if parameters is not None:
            self._do(self._equals("network.parameters[0]", parameters))
        self._do("layers = list(zip(network.weights, network.biases))")
        if D is not None:
            self._variables(D=D)
            self._do("network -= D")
        self._show("network.parameters", "layers")

    def _metrics(self, Y: Array, P: Array) -> None:
        """Write that a network which gives what it is given is evaluated."""
        classes = P.shape[1]
        identity = f"network.parameters[0] = np.append(np.eye({classes}), np.zeros({classes}))"
        self._let("network", _new((classes, classes), ("identity",)), identity)
        self._variables(P=P, Y=Y)
        self._show("evaluate(network, P, Y)")

    def _load_mnist(self, folder: Path, files: Mapping[str, bytes | None]) -> None:
        if files and not self._brief:
            self._do("folder = pathlib.Path(tempfile.mkdtemp())")
            self._do(*(_file(name, content) for name, content in files.items()))
        else:
            self._do(f"folder = {str(folder)!r}")
        self._show("load_mnist(folder)")

    def _train(
        self, sizes: Any, activations: Any, optimiser: str, X: Array, Y: Array, settings: Settings, seed: int | str
    ) -> None:
        self._changed("network")
        self._rng(seed)
        start = settings.parameters
        begin = "network.init(rng)" if start is None else self._equals("network.parameters[0]", start)
        self._do(_new(sizes, activations), begin)
        self._variables(X=X, Y=Y)
        self._fit(optimiser, settings)
        self._show("network.parameters")

    def _fit_trace(
        self, optimiser: str, gradients: Array, rows: int, settings: Settings, seed: int | str, costs: Any = (1.0,)
    ) -> None:
        n = gradients.shape[1]
        self._changed("network", "X", "Y")
        self._variables(G=gradients)
        if self._brief:
            of = f"{rows} row{'s' if rows > 1 else ''}"
            self._do(f"# X and Y of {of}, and a network that has the rows of G for its gradients, in turn")
        else:
            self._do("gradients = itertools.cycle(G[:, np.newaxis])", f"costs = itertools.cycle({list(costs)})")
            self._do(f"X = np.repeat(np.arange({rows}.0)[:, np.newaxis], {n - 1}, axis=1)", "Y = X[:, :1] % 2")
        self._do(_new((n - 1, 1), ("sigmoid",), np.result_type(gradients, np.float32), "Scripted"))
        self._rng(seed)
        measured = settings.measured and not self._brief
        self._do(*["tracemalloc.start()"] * measured)
        self._fit(optimiser, settings)
        self._show("network.parameters", *["f'{tracemalloc.get_traced_memory()[1]:,} bytes at most'"] * measured)

    def _fit(self, optimiser: str, how: Settings) -> None:
        """Write how an optimiser is made and called, as often as it is."""
        of: dict[str, Any] = {} if how.learning_rate is None else {"learning_rate": how.learning_rate}
        if optimiser == "adam":
            of |= without_defaults(beta1=how.beta1, beta2=how.beta2, epsilon=how.epsilon)
        self._do(f"optimizer = {OPTIMISER_CLASSES[optimiser]}(network{_named(of)})")
        on_epoch = [] if self._brief else _on_epoch(how)
        self._do(*on_epoch)
        test = ""
        if how.test is not None:
            self._variables(X_test=how.test[0], Y_test=how.test[1])
            test = ", (X_test, Y_test)"
        options = {"epochs": how.epochs, "batch_size": how.batch_size} | without_defaults(
            l1=how.l1, l2=how.l2, tolerance=how.tolerance
        )
        heard = "" if how.silent or self._brief else f", on_epoch={'on_epoch' if on_epoch else 'print'}"
        for rows in how.fits:
            data = "X, Y" if rows is None else f"X[:{rows}], Y[:{rows}]"
            self._do(f"optimizer.fit(({data}){test}, {_named(options)[2:]}, rng=rng{heard})")


def _new(sizes: Any, activations: Any, dtype: Any = np.float64, kind: str = "FeedForward") -> str:
    precision = "" if dtype == np.float64 else f", dtype=np.{np.dtype(dtype).name}"
    return f"network = {kind}({literal(sizes)}, {literal(activations)}{precision})"


def _named(options: Mapping[str, Any]) -> str:
    return "".join(f", {name}={literal(value)}" for name, value in options.items())


def _on_epoch(how: Settings) -> list[str]:
    """Return the function that hears of every epoch, where it has more to do than to tell of it."""
    does = [f"    optimizer.learning_rate *= {how.decay!r}"] if how.decay is not None else []
    if how.stop_after is not None:
        does.append(f"    return np.bool_(report[0] == {how.stop_after})")
    return ["", "def on_epoch(*report):", "    print(*report)", *does, ""] if does and not how.silent else []


def _file(name: str, content: bytes | None) -> str:
    """Return the lines that make a file, or a folder."""
    path = f"(folder / {literal(name)})"
    return f"{path}.mkdir()" if content is None else f"{left_out(content)}{path}.write_bytes({literal(content)})"
