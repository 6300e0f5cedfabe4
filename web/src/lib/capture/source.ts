// The sources of pictures while a button is held: a camera of this computer or phone, or the camera of a board.
import { jpegOf } from "../devices/picture";
import type { WatchedBoard } from "../devices/watched_board.svelte";

export interface PictureSource {
  /** Changes when there is a new picture. */
  readonly newest: number;
  /** Returns the present picture as a JPEG; null while there is none. */
  grab(): Promise<Blob | null>;
}

const maxSide = 640;
const quality = 0.92;

export class VideoSource implements PictureSource {
  readonly #video: HTMLVideoElement;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  get newest(): number {
    return performance.now();
  }

  async grab(): Promise<Blob | null> {
    const { videoWidth, videoHeight } = this.#video;
    if (!videoWidth || !videoHeight) return null;
    const scale = Math.min(1, maxSide / Math.max(videoWidth, videoHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d")?.drawImage(this.#video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  }
}

/** The files as the board has sent them: a model on the board sees the same pictures. */
export class BoardSource implements PictureSource {
  readonly #board: WatchedBoard;

  constructor(board: WatchedBoard) {
    this.#board = board;
  }

  get newest(): number {
    return this.#board.frame?.number ?? 0;
  }

  async grab(): Promise<Blob | null> {
    return (this.#board.frame && jpegOf(this.#board.frame)) ?? null;
  }
}
