# Runs a script of a package as the camera would: `run.py SCRIPT`. The module time of MicroPython has a clock.
import runpy
import sys
import time


class Clock:
    def tick(self):
        pass

    def fps(self):
        return 1.0


time.clock = Clock
time.sleep = lambda seconds: None
sys.path.insert(0, ".")
try:
    runpy.run_path(sys.argv[1], run_name="__main__")
except KeyboardInterrupt:
    pass
