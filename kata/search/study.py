"""Random search over architectures: the report's five networks, then networks whose widths are drawn at random.

A search is a study of Optuna. Its networks are numbered by an index, and follow from the seed alone; the trials of
the study are attempts at them, made by any number of workers that share nothing but the storage. One rule holds
whatever becomes of a worker: a network has at most one trial that lives, which is one that waits, runs, or came to
a result. Of several, the first lives, and the others are ended before they run. A trial whose worker was
interrupted, or has given no sign of life for a while, is ended without a result; another is added in its place.
"""

import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import optuna
from optuna.distributions import IntDistribution
from optuna.exceptions import UpdateFinishedTrialError
from optuna.storages import BaseStorage
from optuna.trial import FrozenTrial, TrialState, create_trial

from kata.search.candidates import LAYERS, WIDTHS, Candidate, candidates, width_name
from kata.search.results import OnTrial, Results, Setting, Tried
from kata.training.kept import SECONDS
from kata.training.lesson import Training
from kata.training.plan import Plan
from kata.training.run import run_training

LIBRARY = "fixed"
VALIDATION = 1 / 6  # of the training part
BEAT = 1.0  # seconds between two signs of life
GRACE = 30.0  # seconds without one, until a worker is taken for dead

optuna.logging.set_verbosity(optuna.logging.ERROR)


@dataclass
class Search:
    """A search in its storage, on which this process works with others; `wanted` networks are to be tried.

    It reads through the study, which remembers what is done, and writes to the storage itself: `Study.ask` makes a
    trial of its own where none is waiting, which would be one too many.
    """

    storage: BaseStorage
    name: str
    setting: Setting
    folder: Path
    wanted: int
    grace: float = GRACE
    _study: optuna.Study = field(init=False)
    _number: int = field(init=False)  # of the study, in the storage
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: set[int] = field(default_factory=set)  # the trials of this process
    _signs: dict[int, tuple[Any, float]] = field(default_factory=dict)  # of life: what was seen, and since when

    def __post_init__(self) -> None:
        self._study = optuna.load_study(study_name=self.name, storage=self.storage)
        self._number = self.storage.get_study_id_from_name(self.name)

    def run(self, workers: int, on_trial: OnTrial = lambda *_: None) -> None:
        """Work once, until all networks are tried, so many at a time; `on_trial` hears how many are done.

        Ctrl-C or an error ends what is under way; its trials are given back.
        """
        with ThreadPoolExecutor(workers) as threads:
            try:
                busy = {threads.submit(self._work, on_trial) for _ in range(workers)}
                while busy:
                    done, busy = wait(busy, BEAT, FIRST_COMPLETED)
                    for worker in done:
                        worker.result()
                    self._give_sign()
                    self._end_dead()
            finally:
                self._stop.set()

    def fill(self) -> dict[int, FrozenTrial]:
        """Add a trial for every network that has none which lives; return all that live, by index."""
        living = self._living()
        networks = range(self._total(living))
        if missing := set(networks) - set(living):
            for candidate in islice(candidates(self.setting.seed), len(networks)):
                if candidate.index in missing:
                    self.storage.create_new_trial(self._number, _waiting(candidate))
            living = self._living()
        return living

    def announce(self) -> None:
        """Keep with the study what others that join have to know."""
        self.storage.set_study_user_attr(self._number, "trials", self.wanted)
        self.storage.set_study_user_attr(self._number, "setting", asdict(self.setting))

    def results(self) -> Results:
        """Return what came of it so far."""
        living = self._living()
        return Results(
            self.setting, [_tried(living[index]) for index in sorted(living) if living[index].state.is_finished()]
        )

    def _living(self) -> dict[int, FrozenTrial]:
        """Return the trials that live, by index, and end those that are one too many."""
        living: dict[int, FrozenTrial] = {}
        for trial in sorted(self._study.get_trials(deepcopy=False), key=lambda one: one.number):
            ended = trial.state == TrialState.FAIL and "failure" not in trial.user_attrs
            if ended or "index" not in trial.user_attrs:  # a trial that was not made here is left alone
                continue
            first = living.setdefault(trial.user_attrs["index"], trial)
            if first is not trial and trial.state == TrialState.WAITING:
                self._end(trial)
        return living

    def _total(self, living: dict[int, FrozenTrial]) -> int:
        """Return how many networks are to be tried, which may be more by now than this process wants."""
        return max(self.wanted, 1 + max(living, default=-1))

    def _work(self, on_trial: OnTrial) -> None:
        while not self._stop.is_set():
            with self._lock:
                living = self._living()
                if all(trial.state != TrialState.WAITING for trial in living.values()):
                    living = self.fill()
                mine = self._claim(living)
            if mine is not None:
                self._running.add(self._id(mine))
                try:
                    self._try(mine, on_trial)
                finally:
                    self._running.discard(self._id(mine))
            elif all(trial.state.is_finished() for trial in living.values()):
                return
            else:
                self._stop.wait(BEAT)  # others are at work, and one of them may die

    def _claim(self, living: dict[int, FrozenTrial]) -> FrozenTrial | None:
        """Take the first trial that waits, if there is one."""
        for _, trial in sorted(living.items()):
            # that it waits no more is for the storage to say: others may have read the same
            if trial.state == TrialState.WAITING:
                with suppress(UpdateFinishedTrialError):
                    if self.storage.set_trial_state_values(self._id(trial), TrialState.RUNNING):
                        return trial
        return None

    def _try(self, trial: FrozenTrial, on_trial: OnTrial) -> None:
        """Train, and keep with the trial what came of it."""
        training = run_training(self._plan(trial), seconds=SECONDS, stop=self._stop)
        if training.failure and self._stop.is_set():
            self._end(trial)
            return
        with suppress(UpdateFinishedTrialError):  # others have taken this worker for dead, and try it again
            self._tell(trial, training)
            living = self._living()
            done = sum(one.state.is_finished() for one in living.values())
            on_trial(done, self._total(living), _tried(living[trial.user_attrs["index"]]))

    def _plan(self, trial: FrozenTrial) -> Plan:
        return Plan(
            LIBRARY,
            data=str(self.folder),
            sizes=(784, *trial.user_attrs["widths"], 10),
            epochs=self.setting.epochs,
            validation=VALIDATION,
            seed=trial.user_attrs["seed"],
        )

    def _tell(self, trial: FrozenTrial, training: Training) -> None:
        """Keep the result; the state comes last, so that a trial that is done is done altogether."""
        if training.failure:
            self._keep(trial, failure=training.failure, seconds=training.seconds)
            self._end(trial)
            return
        self._keep(
            trial,
            test_accuracy=training.accuracy,
            epoch=training.best,
            validation_rows=round(training.rows * VALIDATION / (1 - VALIDATION)),
            seconds=training.seconds,
        )
        value = training.epochs[training.best - 1]["validation_accuracy"]
        self.storage.set_trial_state_values(self._id(trial), TrialState.COMPLETE, [value])

    def _keep(self, trial: FrozenTrial, **attributes: Any) -> None:
        for name, value in attributes.items():
            self.storage.set_trial_user_attr(self._id(trial), name, value)

    def _end(self, trial: FrozenTrial) -> None:
        with suppress(UpdateFinishedTrialError):
            self.storage.set_trial_state_values(self._id(trial), TrialState.FAIL)

    def _id(self, trial: FrozenTrial) -> int:
        return int(self.storage.get_trial_id_from_study_id_trial_number(self._number, trial.number))

    def _give_sign(self) -> None:
        """Show of the trials of this process that they are being worked on."""
        for trial in self._running.copy():
            with suppress(UpdateFinishedTrialError):
                self.storage.set_trial_user_attr(trial, "sign", time.time())

    def _end_dead(self) -> None:
        """End the trials whose signs of life have stayed the same for too long, by the clock of this process."""
        now = time.monotonic()
        for trial in self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            sign = trial.user_attrs.get("sign")
            seen, since = self._signs.get(trial.number, (None, now))
            self._signs[trial.number] = (sign, since if sign == seen else now)
            if sign == seen and now - since > self.grace:
                self._end(trial)


def _waiting(candidate: Candidate) -> FrozenTrial:
    """Return a trial of a network that is yet to be trained."""
    widths = candidate.widths
    return create_trial(
        state=TrialState.WAITING,
        params={"layers": len(widths)} | {width_name(layer): width for layer, width in enumerate(widths, 1)},
        distributions={"layers": IntDistribution(*LAYERS)}
        | {width_name(layer): IntDistribution(*WIDTHS) for layer in range(1, len(widths) + 1)},
        user_attrs={
            "index": candidate.index,
            "network": candidate.network,
            "widths": list(widths),
            "parameters": Plan(LIBRARY, sizes=candidate.sizes).parameters,
            "seed": candidate.seed,
        },
    )


def _tried(trial: FrozenTrial) -> Tried:
    kept = {name: value for name, value in trial.user_attrs.items() if name in Tried.__dataclass_fields__}
    return Tried(**kept | {"widths": tuple(kept["widths"]), "validation_accuracy": trial.value})
