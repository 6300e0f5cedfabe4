// Pictures that the computer does not have yet. They are kept in the browser's database, so that they are still there when the
// phone has closed the page; where a browser forbids that, as in private windows, in memory.

export interface KeptPicture {
  /** In the order in which they were taken. */
  id: number;
  /** The project that the phone was paired with. */
  project: number;
  frame: Blob;
  name: string;
  session: string;
  classId: number | null;
  refuseBlurred: boolean;
}

export interface KeptPictures {
  add(picture: Omit<KeptPicture, "id">): Promise<void>;
  /** Returns the oldest picture of that project. */
  first(project: number): Promise<KeptPicture | undefined>;
  remove(id: number): Promise<void>;
  /** Returns the numbers of pictures of that project and of other ones. */
  counts(project: number): Promise<{ own: number; others: number }>;
  /** Removes the pictures of other projects. */
  removeOthers(project: number): Promise<void>;
}

export class PicturesInMemory implements KeptPictures {
  #pictures: KeptPicture[] = [];
  #lastId = 0;

  async add(picture: Omit<KeptPicture, "id">): Promise<void> {
    this.#pictures.push({ ...picture, id: ++this.#lastId });
  }

  async first(project: number): Promise<KeptPicture | undefined> {
    return this.#pictures.find((one) => one.project === project);
  }

  async remove(id: number): Promise<void> {
    this.#pictures = this.#pictures.filter((one) => one.id !== id);
  }

  async counts(project: number): Promise<{ own: number; others: number }> {
    const own = this.#pictures.filter((one) => one.project === project).length;
    return { own, others: this.#pictures.length - own };
  }

  async removeOthers(project: number): Promise<void> {
    this.#pictures = this.#pictures.filter((one) => one.project === project);
  }
}

const table = "pictures";

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's database does not work."));
  });
}

class PicturesInBrowser implements KeptPictures {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  #rows(mode: IDBTransactionMode): IDBObjectStore {
    return this.#database.transaction(table, mode).objectStore(table);
  }

  async add(picture: Omit<KeptPicture, "id">): Promise<void> {
    await answerOf(this.#rows("readwrite").add(picture));
  }

  async first(project: number): Promise<KeptPicture | undefined> {
    return (await answerOf(this.#rows("readonly").index("project").get(project))) as KeptPicture | undefined;
  }

  async remove(id: number): Promise<void> {
    await answerOf(this.#rows("readwrite").delete(id));
  }

  async counts(project: number): Promise<{ own: number; others: number }> {
    const rows = this.#rows("readonly");
    const [own, all] = await Promise.all([answerOf(rows.index("project").count(project)), answerOf(rows.count())]);
    return { own, others: all - own };
  }

  async removeOthers(project: number): Promise<void> {
    const keys = await answerOf(this.#rows("readonly").index("project").getAllKeys());
    const own = new Set(await answerOf(this.#rows("readonly").index("project").getAllKeys(project)));
    for (const key of keys) if (!own.has(key)) await answerOf(this.#rows("readwrite").delete(key));
  }
}

export async function openKeptPictures(): Promise<KeptPictures> {
  try {
    const request = indexedDB.open("tinsmith phone", 1);
    request.onupgradeneeded = () => {
      const rows = request.result.createObjectStore(table, { keyPath: "id", autoIncrement: true });
      rows.createIndex("project", "project");
    };
    return new PicturesInBrowser(await answerOf(request));
  } catch {
    return new PicturesInMemory();
  }
}
