# Compares what the camera computes from test/1.input.bin with what it should compute. Copy the folder test, too.
import ml

import main


def feed(buffer, shape, dtype):
    with open("test/1.input.bin", "rb") as file:
        file.readinto(buffer)


def compare(model, inputs, outputs):
    """Is called with the bytes of the output. Returns the largest difference."""
    with open("test/1.output.bin", "rb") as file:
        expected = file.read()
    values = outputs[0].flatten()
    largest = 0
    for i in range(len(expected)):
        signed = expected[i] - 256 if expected[i] > 127 else expected[i]
        largest = max(largest, abs(int(values[i]) - signed))
    return largest


def run():
    model = ml.Model(main.MODEL)
    difference = model.predict([feed], callback=compare)
    if difference == 0:
        print("self-test: the camera computes exactly the expected bytes")
    else:
        print("self-test: the output differs by at most %d of 255; one or two steps are harmless" % difference)
    _, height, width, _ = model.input_shape[0]
    found = main.find(model.predict([feed])[0], width, height)
    labels = main.names()
    for one in found[:10]:
        print(labels[one[0]], "%.3f" % one[1], *["%.1f" % value for value in one[2:]])
    print("compare these lines with the first picture in README.md")


run()
