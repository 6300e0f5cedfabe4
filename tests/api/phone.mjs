// Capture by phone: what a paired phone may do, and what strangers in the network may not.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { join } from "node:path";
import { argumentsOfScript, pictureOf, Studio, until } from "./product.mjs";

const { tinsmith, folder } = argumentsOfScript();
const studio = new Studio({ tinsmith, folder, options: ["--phone", "127.0.0.1:0"] });
const certificateAt = join(studio.data, "phone_certificate.pem");

/** Sends a request to the address for phones, as its page would, and returns the response with its text. */
function ask(origin, method, path, { body, headers = {}, onrequest, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const url = new URL(origin);
    const request = https.request(
      {
        host: url.hostname,
        port: url.port,
        method,
        path,
        headers: { Origin: origin, ...headers },
        rejectUnauthorized: false,
        agent: false,
        ...options,
      },
      (response) => {
        const pieces = [];
        response.on("data", (piece) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text: Buffer.concat(pieces).toString(),
            certificate: response.socket.getPeerCertificate?.(),
          }),
        );
      },
    );
    request.on("error", reject);
    if (onrequest) onrequest(request);
    else request.end(body);
  });
}

const tryCode = (origin, code, options = {}) =>
  ask(origin, "POST", "/api/v1/phone/pairing", { body: JSON.stringify({ code }), ...options });

const invite = (project) => studio.ask("POST", `/projects/${project.id}/phone`, {});

async function pair(project) {
  const { address, code } = await invite(project);
  const answer = await tryCode(address, code);
  assert.equal(answer.status, 200, answer.text);
  return { origin: address, cookie: answer.headers["set-cookie"][0].split(";")[0], paired: JSON.parse(answer.text) };
}

const send = ({ origin, cookie }, path, body, options = {}) =>
  ask(origin, "POST", path, { body, ...options, headers: { Cookie: cookie, ...options.headers } });

const totalOf = async (project) => (await studio.ask("GET", `/projects/${project.id}/pictures`)).total;

await studio.start();
const newProject = (name) => studio.ask("POST", "/projects", { name, kind: "classification", classes: ["a", "b"] });
const project = await newProject("Camera");
const other = await newProject("Other");

// Nothing is open, and no certificate is made, before a person asks for it.
const before = await studio.ask("GET", `/projects/${project.id}/phone`);
assert.equal(before.is_allowed, true);
assert.equal(before.address, undefined);
assert.deepEqual(before.choices, [{ host: "127.0.0.1", interface: "" }]);
assert.ok(!existsSync(certificateAt));

// The certificate is this computer's own, holds for the address, and is what the page says.
const opened = await invite(project);
assert.match(opened.address, /^https:\/\/127\.0\.0\.1:\d+$/);
assert.equal(opened.url, `${opened.address}/#${opened.code.replace("-", "")}`);
assert.equal(statSync(certificateAt).mode & 0o777, 0o600);
const ca = /-----BEGIN CERTIFICATE-----[^]+-----END CERTIFICATE-----/.exec(readFileSync(certificateAt, "utf8"))[0];
const page = await ask(opened.address, "GET", "/", { ca, rejectUnauthorized: true });
assert.equal(page.status, 200);
assert.match(page.text, /<div id="phone">/);
const script = /src="\.(\/assets\/phone-[^"]+\.js)"/.exec(page.text)[1];
assert.equal((await ask(opened.address, "GET", script)).headers["content-type"], "text/javascript");
assert.equal(page.certificate.fingerprint256, opened.fingerprint);
assert.match(page.headers["content-security-policy"], /default-src 'self'/);

// Without TLS there is no answer.
const plain = await new Promise((resolve) => {
  let said = "";
  const socket = net.connect(Number(new URL(opened.address).port), "127.0.0.1", () =>
    socket.write(`GET / HTTP/1.1\r\nHost: ${opened.address.slice(8)}\r\n\r\n`),
  );
  socket.on("data", (piece) => (said += piece)).on("error", () => resolve(said));
  socket.on("close", () => resolve(said));
});
assert.ok(!plain.includes("HTTP/1.1"), plain);

// A wrong code, no code, a code of another site's page; then the right one, once.
assert.equal((await tryCode(opened.address, "AAAAA-AAAAA")).status, 400);
assert.equal((await tryCode(opened.address, "")).status, 400);
assert.equal((await tryCode(opened.address, 7)).status, 400);
assert.match((await tryCode(opened.address, "A".repeat(20_000))).text, /larger than the 16384 bytes/);
const foreign = { headers: { Origin: "https://evil.example" } };
assert.equal((await tryCode(opened.address, opened.code, foreign)).status, 403);
const phone = await tryCode(opened.address, opened.code.toLowerCase());
assert.equal(phone.status, 200, phone.text);
assert.match(
  phone.headers["set-cookie"][0],
  /^__Host-tinsmith_phone=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
);
assert.equal((await tryCode(opened.address, opened.code)).status, 400, "a code is for one phone");
assert.ok(!studio.said().includes(opened.code.replace("-", "")), "the code is in no log");
const own = { origin: opened.address, cookie: phone.headers["set-cookie"][0].split(";")[0] };
const { classes } = JSON.parse(phone.text);
assert.deepEqual(
  classes.map(({ name, pictures }) => [name, pictures]),
  [
    ["a", 0],
    ["b", 0],
  ],
);

// The phone adds pictures and classes to its project; the computer sees them.
const pictures = "/api/v1/phone/pictures";
const added = await send(own, `${pictures}?name=1.png&class_id=${classes[1].id}&session=hold`, pictureOf(1));
assert.equal(JSON.parse(added.text).result, "added", added.text);
assert.equal((await send(own, "/api/v1/phone/classes", JSON.stringify({ name: "c" }))).status, 200);
const seen = JSON.parse((await ask(own.origin, "GET", "/api/v1/phone", { headers: { Cookie: own.cookie } })).text);
assert.deepEqual(
  seen.classes.map(({ name, pictures: count }) => [name, count]),
  [
    ["a", 0],
    ["b", 1],
    ["c", 0],
  ],
);
const [listed] = (await studio.ask("GET", `/projects/${project.id}/pictures`)).pictures;
assert.deepEqual(listed.class_ids, [classes[1].id]);
const { phones } = await studio.ask("GET", `/projects/${project.id}/phone`);
assert.equal(phones.length, 1);

// And nothing else: no other project, no route of the studio, no file, by whatever path or host.
const otherClass = (await studio.ask("GET", `/projects/${other.id}`)).classes[0].id;
assert.equal((await send(own, `${pictures}?name=2.png&class_id=${otherClass}`, pictureOf(2))).status, 400);
for (const path of [
  "/api/v1/projects",
  `/api/v1/projects/${project.id}`,
  `/api/v1/projects/${project.id}/pictures`,
  `/api/v1/projects/${other.id}/pictures`,
  "/api/v1/session",
  "/api/v1/events",
  "/api/v1/openapi.json",
  "/api/v1/phone/../projects",
  "/api/v1/phone/%2e%2e/projects",
  "/api/v1//projects",
  "//api/v1/projects",
  "/..%2f..%2fetc/passwd",
  "/../phone_certificate.pem",
  "/phone_certificate.pem",
])
  assert.equal((await ask(own.origin, "GET", path, { headers: { Cookie: own.cookie } })).status, 404, path);
for (const method of ["PUT", "PATCH", "DELETE"])
  assert.equal((await ask(own.origin, method, pictures, { headers: { Cookie: own.cookie } })).status, 404, method);
assert.equal((await send(own, `/api/v1/projects/${other.id}/pictures?name=3.png`, pictureOf(3))).status, 404);
assert.equal((await send(own, `${pictures}?name=3.png&project=${other.id}`, pictureOf(3))).status, 400);
const stranger = { origin: own.origin, cookie: "__Host-tinsmith_phone=" + "A".repeat(43) };
assert.equal((await send(stranger, `${pictures}?name=3.png`, pictureOf(3))).status, 401);
assert.equal((await send({ ...own, cookie: "" }, `${pictures}?name=3.png`, pictureOf(3))).status, 401);
for (const headers of [{ Origin: "https://evil.example" }, { Origin: "null" }, { Origin: "" }])
  assert.equal((await send(own, `${pictures}?name=3.png`, pictureOf(3), { headers })).status, 403);
for (const host of ["evil.example", "localhost", `127.0.0.1:${Number(new URL(own.origin).port) + 1}`])
  assert.equal((await send(own, `${pictures}?name=3.png`, pictureOf(3), { headers: { Host: host } })).status, 421);
assert.equal(await totalOf(project), 1);
assert.equal(await totalOf(other), 0);

// A picture beyond the limit, something else than a picture, a form.
const tooLarge = await send(own, `${pictures}?name=4.png`, Buffer.alloc((16 << 20) + 1));
assert.deepEqual([tooLarge.status, /larger than/.test(tooLarge.text)], [400, true], tooLarge.text);
assert.equal((await send(own, `${pictures}?name=5.png`, "<script>alert(1)</script>")).status, 400);
const form = { headers: { "Content-Type": "multipart/form-data; boundary=x" } };
assert.equal((await send(own, `${pictures}?name=5.png`, "--x", form)).status, 415);
assert.equal(await totalOf(project), 1);

// Strangers who connect and say nothing do not keep a phone out.
const silent = Array.from({ length: 80 }, () => net.connect(Number(new URL(own.origin).port), "127.0.0.1"));
for (const socket of silent) socket.on("error", () => {});
const during = await send(own, `${pictures}?name=6.png&class_id=${classes[0].id}`, pictureOf(6));
assert.equal(JSON.parse(during.text).result, "added", during.text);
for (const socket of silent) socket.destroy();

// A phone that is removed while it sends a picture adds nothing.
const removed = await send(own, `${pictures}?name=7.png`, undefined, {
  onrequest: async (request) => {
    const bytes = pictureOf(7, 300);
    request.write(bytes.subarray(0, bytes.length / 2));
    await studio.ask("DELETE", `/projects/${project.id}/phones/${phones[0].id}`);
    request.end(bytes.subarray(bytes.length / 2));
  },
});
assert.equal(removed.status, 401, removed.text);
assert.equal((await send(own, `${pictures}?name=8.png`, pictureOf(8))).status, 401);
assert.equal(await totalOf(project), 2);
assert.deepEqual((await studio.ask("GET", `/projects/${project.id}/phone`)).phones, []);

// A phone of another project, which does not see this one, and ends its pairing itself.
const second = await pair(other);
assert.equal(second.paired.name, "Other");
assert.equal((await ask(second.origin, "DELETE", "/api/v1/phone", { headers: { Cookie: second.cookie } })).status, 200);
assert.equal((await send(second, `${pictures}?name=9.png`, pictureOf(9))).status, 401);

// Pairings survive the server; the address does not: it is opened again when a person asks for it.
const third = await pair(project);
await studio.kill("SIGTERM");
await studio.start();
assert.equal((await studio.ask("GET", `/projects/${project.id}/phone`)).address, undefined);
const again = await invite(project);
assert.equal(again.fingerprint, opened.fingerprint, "the certificate is kept");
const sent = await send({ ...third, origin: again.address }, `${pictures}?name=10.png`, pictureOf(10));
assert.equal(JSON.parse(sent.text).result, "added", sent.text);

// Ended: phones are refused, and the address is closed when no project wants it.
await studio.ask("DELETE", `/projects/${project.id}/phone`);
await until("the address is closed", async () =>
  ask(again.address, "GET", "/").then(
    () => false,
    () => true,
  ),
);

// Guessing becomes slow, and then ends: the code is withdrawn.
const guessed = await invite(project);
for (let i = 0; i < 5; ++i) assert.equal((await tryCode(guessed.address, `AAAAAAAAA${i}`)).status, 400);
const slow = await tryCode(guessed.address, guessed.code);
assert.equal(slow.status, 422, "also the right code has to wait now");
assert.match(slow.text, /too many wrong codes/);

// The audit log names who let phones in.
const { entries } = await studio.ask("GET", "/audit");
const actions = entries.map(({ action }) => action);
for (const action of [
  "POST /projects/{project}/phone",
  "POST /phone/pairing",
  "DELETE /projects/{project}/phones/{phone}",
])
  assert.ok(actions.includes(action), action);
assert.ok(!actions.includes("POST /phone/pictures"));
await studio.kill("SIGTERM");

// All addresses of this machine are none that a phone can open.
await assert.rejects(studio.run("serve", "--data", studio.data, "--phone", "0.0.0.0:8421"), /such as 192\.168\.1\.20/);

// A server that was started with --phone off opens nothing.
studio.options = ["--phone", "off"];
await studio.start();
assert.equal((await studio.ask("GET", `/projects/${project.id}/phone`)).is_allowed, false);
assert.equal((await studio.send("POST", `/projects/${project.id}/phone`, {})).status, 422);
await studio.kill("SIGTERM");
