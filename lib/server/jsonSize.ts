// How much a JSON text holds, without parsing it: a value of two bytes takes dozens once parsed, and microseconds to check.

export interface JsonSize {
  /** Values in arrays and objects, at least; for text that is no JSON, any number. */
  readonly values: number;
  /** How deep arrays and objects lie in each other. */
  readonly depth: number;
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

export function jsonSize(text: string): JsonSize {
  let values = 0;
  let depth = 0;
  let now = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case COMMA:
        values++;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        values++;
        depth = Math.max(depth, ++now);
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        now--;
    }
  }
  return { values, depth };
}

/** Where the string ends that begins at `start`; the text's end where it does not. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}
