"""A page as it can be read in a terminal: formulas in letters, and nothing that only the book can show or run."""

import re

import pytest

from kata.bugs.formulas import in_letters
from kata.bugs.in_terminal import for_a_terminal
from kata.bugs.manifest import load_bugs
from kata.bugs.pages import page

BUGS = load_bugs()


@pytest.mark.parametrize(
    ("formula", "letters"),
    [
        (r"w \leftarrow w - \alpha G.", "w ← w - α G."),
        (r"\beta_1^t + G^2 = m_{t-1}", "β₁ᵗ + G² = mₜ₋₁"),
        (r"\frac{e^{z_j - c}}{\sum_k e^{z_k}}", "(e^(zⱼ - c)) / (∑ₖ e^zₖ)"),
        (r"-\frac{1}{m} \sum_{t=1}^{m} p_i^t", "-1/m ∑ₜ₌₁ᵐ pᵢᵗ"),
        (r"\frac{\hat m}{\sqrt{\hat v} + \varepsilon}", "m̂ / (√(v̂) + ε)"),
        (r"\hat m{}_t, \qquad G^T \text{ is } (n, 1)", "m̂ₜ,     Gᵀ is (n, 1)"),
        (r"\operatorname{Var}(z) = n \cdot \overline{x^2}", "Var(z) = n · mean(x²)"),
        (r"\frac{\partial}{\partial w} \left|w\right|", "∂/∂w |w|"),
        (r"82{,}008^2 \cdot 8\ \text{bytes}", "82,008² · 8 bytes"),
        (r"w_{other} + e^{a + b}", "w_other + e^(a + b)"),
    ],
)
def test_a_formula_in_letters(formula, letters):
    """What is raised or lowered has such a letter if there is one, and a fraction keeps its brackets."""
    assert in_letters(formula) == letters


@pytest.mark.parametrize("bug", BUGS)
def test_no_page_shows_what_a_terminal_cannot(bug):
    """No LaTeX, no directive, no link into the book, and no code that takes something of a checkout."""
    shown = "\n".join([page(bug).text, *page(bug).sections.values()])
    assert not re.search(r"\$\$|\\[a-z]+\{|^`{3,}\{", shown, re.MULTILINE)
    assert not re.search(r"\]\((?!https?:)", shown)
    assert not re.search(r"^(>>> |\.\.\. )?(from|import) (book|experiments|original|fixed)\b", shown, re.MULTILINE)
    assert "library_with(" not in shown


PAGE = """\
Look at [this](03-other.md#there), and at [that](https://example.org/a):

```python
>>> import numpy as np
>>> from book.specimens import library_with
>>> found = library_with().answer()
>>> np.round(found)
42.0
```

Nobody needs this.

```python
>>> found + 1
43.0
```

$$a_1 \\cdot b$$

```python
>>> found = np.ones(1)
>>> found + 1
array([2.])
```

```{picture} of it
```
The end.
"""


def test_what_only_the_book_can_run_is_left_out():
    """What a colon announces is shown; what depends on it goes, and what makes a name anew stays."""
    assert (
        for_a_terminal(PAGE)
        == """\
Look at this, and at [that](https://example.org/a):

```text
42.0
```

Nobody needs this.

```text
a₁ · b
```

```python
>>> found = np.ones(1)
>>> found + 1
array([2.])
```

The end.
"""
    )
