"""What a process that is started finds in its environment, whatever stands in that of who starts it."""

from kata import PACKAGE

# A BLAS reserves address space for each of its threads, on a machine of many cores more than the cap allows; and
# for networks of this size several threads wait for each other more than they help.
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
# Which kernels numpy computes with, where somebody has said so: others round otherwise.
KERNELS = ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES")
BESIDE = {"PYTHONPATH": str(PACKAGE.parent)}  # of a checkout: another one may be installed
