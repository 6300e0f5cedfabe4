// node run.mjs FOLDER: runs the models that FOLDER/jobs.json lists, [{"name", "shapes"}], in ONNX Runtime: NAME.onnx
// on NAME.in.<i>, raw floats of those shapes. Writes NAME.out.<k>. Errors are written to standard error.
import fs from 'node:fs';
import path from 'node:path';
import ort from 'onnxruntime-node';

const folder = process.argv[2];
const options = {intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3};

async function run({name, shapes}) {
  const session = await ort.InferenceSession.create(path.join(folder, `${name}.onnx`), options);
  const feeds = {};
  session.inputNames.forEach((input, i) => {
    const bytes = fs.readFileSync(path.join(folder, `${name}.in.${i}`));
    const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    feeds[input] = new ort.Tensor('float32', values, shapes[i]);
  });
  const outputs = await session.run(feeds);
  session.outputNames.forEach((output, k) => {
    const {data} = outputs[output];
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    fs.writeFileSync(path.join(folder, `${name}.out.${k}`), bytes);
  });
}

let status = 0;
for (const job of JSON.parse(fs.readFileSync(path.join(folder, 'jobs.json')))) {
  try {
    await run(job);
  } catch (problem) {
    console.error(`${job.name}: ${problem.message}`);
    status = 1;
  }
}
process.exit(status);
