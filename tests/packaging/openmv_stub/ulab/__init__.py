# A stand-in for ulab, whose module numpy is a part of NumPy.
import numpy
