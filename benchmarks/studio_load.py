#!/usr/bin/python3
"""Measures the response times of a studio with 100,000 pictures in a project, and with 200 listeners and 50 uploads
at the same time.

studio_load.py TINSMITH FOLDER: FOLDER is created again. Prints JSON lines as README.md describes: milliseconds at the 95th
percentile. It has no peer. The pictures are inserted into the database directly, because uploading them would take hours.
"""
import hashlib
import io
import json
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

from PIL import Image

PICTURES, SEEDS, ASKED = 100_000, 200, 100
WATCHERS, UPLOADERS, UPLOADS_EACH = 200, 50, 4


class Studio:
    def __init__(self, tinsmith, folder):
        self.data = folder / "data"
        command = [tinsmith, "serve", "--listen", "127.0.0.1:0", "--data", self.data]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        address = re.search(r"http://[\d.:]+", self.process.stdout.readline()).group()
        self.api, self.token = address + "/api/v1", ""
        self.token = self.ask("GET", "/session")["csrf_token"]

    def open(self, method, path, body=None):
        body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        if method == "POST" and body is None:
            body = b""
        headers = {"X-CSRF-Token": self.token, "Content-Type": "application/octet-stream"}
        return urllib.request.urlopen(urllib.request.Request(self.api + path, body, headers, method=method), timeout=120)

    def ask(self, method, path, body=None):
        with self.open(method, path, body) as answer:
            text = answer.read()
            return json.loads(text) if "json" in answer.headers["Content-Type"] else text


def drawn(count):
    """Returns small JPEGs of noise, all of them different."""
    files = []
    for _ in range(count):
        file = io.BytesIO()
        Image.frombytes("RGB", (96, 96), random.randbytes(3 * 96 * 96)).save(file, "JPEG")
        files.append(file.getvalue())
    return files


def fill(studio, project, files):
    database = sqlite3.connect(studio.data / "tinsmith.db", timeout=60)
    rows = []
    for number in range(PICTURES):
        content = files[number % SEEDS] + str(number).encode()  # bytes after the end of the image make it a different file
        name = hashlib.blake2b(content, digest_size=32).hexdigest()
        folder = studio.data / "files" / name[:2]
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
        state = ["unlabelled", "labelled", "null"][number % 3]
        rows.append((project["id"], f"cam_{number:06}.jpg", name, len(content), 96, 96, state, "none", ""))
    database.executemany(
        "INSERT INTO pictures (project_id, name, hash, bytes, width, height, state, split, session, revision, created) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, '2026-01-01T00:00:00.000Z')", rows)
    classes = [one["id"] for one in project["classes"]]
    labelled = database.execute("SELECT id FROM pictures WHERE state = 'labelled'").fetchall()
    database.executemany("INSERT INTO boxes (picture_id, class_id, x, y, width, height) VALUES (?, ?, 1, 2, 30, 40)",
                         [(row[0], random.choice(classes)) for row in labelled for _ in range(2)])
    database.commit()


def show(name, values):
    values = sorted(values)
    print(json.dumps({"name": name, "unit": "ms", "value": round(values[int(0.95 * len(values))], 1),
                      "median": round(values[len(values) // 2], 1)}), flush=True)


def timed(studio, name, path_of):
    values = []
    for number in range(ASKED):
        begin = time.monotonic()
        studio.ask("GET", path_of(number))
        values.append(1e3 * (time.monotonic() - begin))
    show(name, values)


class Crowd:
    """Clients that listen to /events, and clients that upload pictures at the same time."""

    def __init__(self, studio, at, files):
        self.studio, self.at, self.files = studio, at, files
        self.heard, self.errors, self.is_over, self.took_ms = [0] * WATCHERS, [], False, []

    def watch(self, number):
        try:
            with self.studio.open("GET", "/events") as stream:
                while not self.is_over:
                    self.heard[number] += stream.readline().startswith(b"data:")
        except OSError as error:
            if not self.is_over:
                self.errors.append(repr(error))

    def upload(self, number):
        for count in range(UPLOADS_EACH):
            content = self.files[number] + f"uploaded {number} {count}".encode()
            begin = time.monotonic()
            try:
                answer = self.studio.ask("POST", f"{self.at}/pictures?name=u{number}_{count}.jpg", content)
                if answer["result"] != "added":
                    self.errors.append(answer)
            except OSError as error:
                self.errors.append(repr(error))
            self.took_ms.append(1e3 * (time.monotonic() - begin))

    def gather(self):
        for number in range(WATCHERS):
            threading.Thread(target=self.watch, args=(number,), daemon=True).start()
        time.sleep(3)
        uploaders = [threading.Thread(target=self.upload, args=(number,)) for number in range(UPLOADERS)]
        for one in uploaders:
            one.start()
        for one in uploaders:
            one.join()
        time.sleep(3)


def main():
    random.seed(1)
    tinsmith, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    os.makedirs(folder)
    files = drawn(SEEDS)
    studio = Studio(tinsmith, folder)
    project = studio.ask("POST", "/projects", {"name": "Load", "kind": "boxes", "classes": ["a", "b", "c"]})
    fill(studio, project, files)
    at = f"/projects/{project['id']}"
    classes = [one["id"] for one in project["classes"]]
    anywhere = lambda _: f"{at}/pictures?limit=100&offset={random.randrange(PICTURES - 100)}"
    timed(studio, "gallery, anywhere", anywhere)
    timed(studio, "gallery, by name", lambda n: anywhere(n) + "&sort=name")
    timed(studio, "search", lambda _: f"{at}/pictures?limit=100&search=cam_{random.randrange(1000):03}")
    timed(studio, "pictures of a class", lambda _: f"{at}/pictures?limit=100&class_id={random.choice(classes)}")
    timed(studio, "pictures in a state", lambda _: f"{at}/pictures?limit=100&state=labelled")
    timed(studio, "project", lambda _: at)
    shown = [row["hash"] for row in studio.ask("GET", anywhere(0))["pictures"]]
    timed(studio, "thumbnail, first time", lambda n: f"{at}/thumbnails/{shown[n % len(shown)]}")
    timed(studio, "thumbnail, again", lambda n: f"{at}/thumbnails/{shown[n % len(shown)]}")
    begin = time.monotonic()
    studio.ask("GET", at + "/health")
    show("health, first look", [1e3 * (time.monotonic() - begin)])
    timed(studio, "health", lambda _: at + "/health")
    crowd = Crowd(studio, at, files)
    crowd.gather()
    show("upload, 50 at once", crowd.took_ms)
    timed(studio, "gallery beside 200 watchers", anywhere)
    crowd.is_over = True
    print(json.dumps({"name": "errors", "unit": "count", "value": len(crowd.errors), "first": crowd.errors[:1],
                      "watchers that heard": sum(map(bool, crowd.heard))}))
    studio.process.terminate()


if __name__ == "__main__":
    main()
