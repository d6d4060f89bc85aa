// What the server tells a browser to allow, as header values. Plain JavaScript, since next.config.js reads it as it is on Node 20.
// Knows no request: the nonce comes in.

/**
 * Hosts that a page and its worker may talk to. Any: people name mirrors and model servers of their own, on other machines of
 * their network too. What is loaded from there is data, never code: scripts come from this server only.
 */
const connections = "connect-src 'self' https: http: blob: data:";

/** What pages, workers and answers of the API share. */
const never = ["object-src 'none'", "base-uri 'none'"];

/**
 * Content-Security-Policy of a page. Scripts run only with the request's nonce, or when such a script loads them; WebAssembly may
 * be compiled, text is never evaluated.
 * @param {{ nonce: string, embeddable: boolean, development?: boolean }} options `embeddable`: other sites may frame the page;
 *   `development`: React's error stacks need eval there
 */
export function pagePolicy({ nonce, embeddable, development = false }) {
  return join([
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${development ? " 'unsafe-eval'" : ''}`,
    "worker-src 'self'",
    connections,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    // An element needs the nonce. Attributes cannot carry one, and pages made on the server have them: the widths of bars, say.
    development ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "form-action 'self'",
    `frame-ancestors ${embeddable ? '*' : "'none'"}`,
    ...never,
  ]);
}

/** Of scripts: a worker takes its policy from its own file, not from the page that starts it. */
export const scriptPolicy = join([
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  connections,
  ...never,
]);

/** Of answers that are data: opened as pages, they may do nothing. */
export const dataPolicy = join(["default-src 'none'", "frame-ancestors 'none'", ...never]);

/** Powers that no page here uses, nor anything framed in one. */
export const permissionsPolicy = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'midi'],
  ...['payment', 'usb'],
]
  .map((power) => `${power}=()`)
  .join(', ');

/** @param {string[]} directives */
function join(directives) {
  return directives.join('; ');
}
