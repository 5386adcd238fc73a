import numpy as np
from hypothesis import given
from hypothesis import strategies as st

constants = st.floats(-30_000, 30_000)


@given(one=constants, other=constants)
def test_a_constant_changes_nothing(subject, one, other):
    Z = np.array([[0.0, 1.0, 2.0], [3.0, 1.0, -1.0]])
    P = subject.softmax(Z + np.array([[one], [other]]))
    assert np.allclose(P, subject.softmax(Z), atol=1e-6)
