// Kills the server, or the training process, at twenty moments while pictures are added and labelled. Everything that
// was answered with 200 is there afterwards, and the training ends normally.
// node kill.mjs TINSMITH FOLDER [SEED]
import assert from "node:assert/strict";
import { Studio, argumentsOfScript, jobProcesses, pictureOf, sleep, until } from "./product.mjs";

const kills = 20;
const seed = Number(process.argv[4] ?? 1);
const min_ms = 100;
const max_ms = 1_300;

// Far more epochs than the script waits for: the training continues until it is stopped.
const epochs = 100_000;

let state = seed;
/** Returns a random number from 0 to 1, the same for the same seed. */
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** Adds and labels pictures until it is stopped; records everything that was answered with 200. */
class Visitor {
  constructor(studio, project) {
    Object.assign(this, { studio, project, added: new Map(), labelled: new Map(), number: 0, isOver: false });
  }

  async visit() {
    const { id, classes } = this.project;
    while (!this.isOver) {
      const number = ++this.number;
      const box = { class_id: classes[number % classes.length].id, x: 1, y: 2, width: 5 + (number % 8), height: 6 };
      try {
        const made = await this.studio.ask(
          "POST",
          `/projects/${id}/pictures?name=k${number}.png`,
          pictureOf(number, 32),
        );
        assert.equal(made.result, "added");
        this.added.set(made.id, `k${number}.png`);
        await this.studio.ask("PUT", `/projects/${id}/pictures/${made.id}/labels`, { state: "labelled", boxes: [box] });
        this.labelled.set(made.id, box);
      } catch (error) {
        if (error.code === "ERR_ASSERTION") throw error;
        await sleep(20); // the server is away
      }
    }
  }
}

async function checkNothingIsLost(studio, visitor) {
  for (const [id, name] of visitor.added) {
    const picture = await studio.ask("GET", `/projects/${visitor.project.id}/pictures/${id}`);
    assert.equal(picture.name, name);
    if (visitor.labelled.has(id)) assert.deepEqual(picture.boxes, [visitor.labelled.get(id)], name);
  }
  const verified = await studio.done(await studio.ask("POST", "/verified"));
  assert.deepEqual(verified.result.broken, [], verified.message);
}

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder });
await studio.start();
const project = await studio.demoProject();
const version = await studio.version(project);
const settings = { version_id: version.id, model: "fomo-0.35", size: 96, epochs };
const run = await studio.ask("POST", `/projects/${project.id}/runs`, settings);
const epochsOf = async () => (await studio.ask("GET", `/projects/${project.id}/runs/${run.id}`)).epochs.length;
await until("the first epoch is done", async () => (await epochsOf()) > 0);

const visitor = new Visitor(studio, project);
const visit = visitor.visit();
const killed = { server: 0, job: 0 };
let epochsBefore = 0;
for (let count = 0; count < kills; ++count) {
  await sleep(min_ms + random() * (max_ms - min_ms));
  const jobs = jobProcesses(studio.data);
  if (count % 2 === 1 && jobs.length > 0) {
    process.kill(jobs[Math.floor(random() * jobs.length)], "SIGKILL");
    ++killed.job;
  } else {
    await studio.kill();
    ++killed.server;
    await studio.start();
  }
  const epochsNow = await epochsOf();
  assert.ok(epochsNow >= epochsBefore, `${epochsBefore} epochs became ${epochsNow}`);
  epochsBefore = epochsNow;
}
visitor.isOver = true;
await visit;

await until("the training goes on", async () => (await epochsOf()) > epochsBefore);
await studio.ask("POST", `/projects/${project.id}/runs/${run.id}/stop`);
const job = await studio.endedJob(run.job_id);
assert.equal(job.state, "done", job.message);
const { text: log } = await studio.ask("GET", `/jobs/${run.job_id}/log`);
assert.equal(log.match(/it is queued again/g)?.length ?? 0, job.attempts - 1, log);
assert.ok(killed.job === 0 || job.attempts > 1, `${killed.job} kills of the job, ${job.attempts} attempts`);
await checkNothingIsLost(studio, visitor);
console.log(
  `${killed.server} kills of the server, ${killed.job} of the job: ${visitor.added.size} pictures and ` +
    `${visitor.labelled.size} labels are there, ${await epochsOf()} epochs in ${job.attempts} attempts`,
);
await studio.kill("SIGTERM");
