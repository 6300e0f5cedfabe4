#!/usr/bin/python3
"""The peers of infer_models.cpp, on the files that it wrote: int8 in TensorFlow Lite's own WebAssembly build (npm, in
Chromium), float in ONNX Runtime (npm), one thread each."""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODELS = ROOT / "build" / "bench_models"
TFLITE = ROOT / "build" / "tflite_runtime" / "run.mjs"
ONNX = ROOT / "build" / "onnx_runtime"
REPEAT = 200

ONNX_SCRIPT = """
import ort from 'onnxruntime-node';
const [file, repeat] = process.argv.slice(2);
const session = await ort.InferenceSession.create(file, {intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3});
const shape = JSON.parse(process.argv[4]);
const values = Float32Array.from({length: shape.reduce((a, b) => a * b)}, Math.random);
const feeds = {[session.inputNames[0]]: new ort.Tensor('float32', values, shape)};
const times = [];
for (let i = 0; i < Number(repeat) + 20; i++) {
  const began = performance.now();
  await session.run(feeds);
  if (i >= 20) times.push(performance.now() - began);
}
times.sort((a, b) => a - b);
console.log(times[times.length >> 1]);
"""


def say(name, milliseconds):
    print(json.dumps({"name": name, "unit": "ms", "value": round(milliseconds, 4)}), flush=True)


def tflite_milliseconds(model, side):
    with tempfile.TemporaryDirectory() as folder:
        picture = pathlib.Path(folder) / "in.bin"
        picture.write_bytes(bytes(i * 7919 % 256 for i in range(side * side * 3)))
        run = subprocess.run(["node", TFLITE, model, picture, f"{folder}/out", "--repeat", str(REPEAT)],
                             stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout)["ms"]


def onnx_milliseconds(model, side):
    script = ONNX / "bench.mjs"
    script.write_text(ONNX_SCRIPT)
    # As exported: channels first.
    run = subprocess.run(["node", script, model, str(REPEAT), json.dumps([1, 3, side, side])],
                         stdout=subprocess.PIPE, text=True, check=True)
    return float(run.stdout)


def main():
    if not TFLITE.exists() or not (ONNX / "node_modules").exists():
        sys.exit("peer_infer.py: tests/tflite_runtime/install and tests/onnx/install have not run, or could not")
    for model in sorted(MODELS.glob("*.int8.tflite")):
        name = model.name.removesuffix(".int8.tflite")
        side = int(name.replace("_", "@").split("@")[1])
        say(f"{name} int8", tflite_milliseconds(model, side))
    for model in sorted(MODELS.glob("*.onnx")):
        name = model.name.removesuffix(".onnx")
        say(f"{name} float", onnx_milliseconds(model, int(name.split("@")[1])))


if __name__ == "__main__":
    main()
