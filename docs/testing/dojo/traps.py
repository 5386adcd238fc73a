import numpy as np


def test_to_the_last_digit(subject):
    Z = np.array([[0.1, 0.2, 0.3]])
    assert np.array_equal(subject.softmax(Z), np.exp(Z) / np.exp(Z).sum())


def test_it_refuses_what_is_no_array(subject):
    try:
        subject.softmax([[1000.0, 0.0]])
    except TypeError:
        return
    raise AssertionError("no TypeError")


def test_it_warns_of_nothing(subject, recwarn):
    subject.softmax(np.array([[1000.0, 0.0]]))
    assert not recwarn
