# A stand-in for OpenMV's module ml: the input is prepared by the picture, and `tinsmith invoke` computes. Results are
# arrays of numpy, whose part that the scripts use ulab has, too.
import json
import os
import subprocess

import numpy

SETTINGS = json.load(open("settings.json"))


class Model:
    def __init__(self, path):
        self.path = path
        shape = SETTINGS["input"]
        self.input_shape = [(1, shape["height"], shape["width"], shape["channels"])]
        self.output = SETTINGS["outputs"][0]

    def predict(self, inputs, callback=None):
        buffer = bytearray(int(numpy.prod(self.input_shape[0])))
        inputs[0](buffer, self.input_shape[0], ord("b"))
        open("input.bin", "wb").write(buffer)
        command = [os.environ["TINSMITH"], "invoke", self.path, "input.bin", "output"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        raw = numpy.fromfile("output.0.0.bin", dtype=numpy.int8).reshape(self.output["shape"])
        if callback is not None:
            return callback(self, inputs, [raw])
        return [((raw - float(self.output["zero_point"])) * self.output["scale"]).astype(numpy.float32)]
