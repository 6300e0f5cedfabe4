/** Returns the bytes of a text in base64, as the API sends pictures and what is to be written to a port. */
export const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
