// What to do about something missing, in the words of the browser at hand. Knows browsers and systems, no page.
// Sources: the release notes of Chrome, Firefox and Safari on WebGPU; Dawn's toggles; caniuse.com/webgpu.

import type { Browser } from './browser';

const ELSEWHERE = 'use a current Chrome or Edge, or Safari 26';

export function secureRemedy(): string {
  return 'Open the page by https, or as http://localhost on the machine that serves it.';
}

export function isolationRemedy(): string {
  return 'The server has to send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp; npm start does.';
}

/** The browser has no WebGPU at all, though the page is secure. */
export function webGpuRemedy({ name, version, system }: Browser): string {
  if (system === 'iOS') return 'Update to iOS or iPadOS 26: WebGPU comes with it, in every browser.';
  switch (name) {
    case 'Chrome':
    case 'Edge':
      if ((version ?? 0) < 113 || (system === 'Android' && (version ?? 0) < 121)) return `Update ${name}.`;
      return `Start ${name} with --enable-unsafe-webgpu, or turn on ${pages(name)}flags/#enable-unsafe-webgpu.`;
    case 'Firefox': {
      const preference = 'set dom.webgpu.enabled and dom.webgpu.workers.enabled to true in about:config';
      return `Update Firefox; where it is current, ${preference}, or ${ELSEWHERE}.`;
    }
    case 'Safari':
      return `Update to macOS 26: Safari 26 has WebGPU. Or use a current Chrome or Edge.`;
    case null:
    default:
      return `${capital(ELSEWHERE)}.`;
  }
}

/** WebGPU is there and finds no GPU it may use. */
export function adapterRemedy({ name, system }: Browser): string {
  switch (name) {
    case 'Chrome':
    case 'Edge':
      return system === 'Linux'
        ? `Install the GPU’s Vulkan driver and start ${name} with --enable-unsafe-webgpu --enable-features=Vulkan; ${pages(name)}gpu says what is in the way.`
        : `Turn on graphics acceleration in ${pages(name)}settings/system and update the graphics driver; ${pages(name)}gpu says what is in the way.`;
    case 'Firefox':
      return 'Update the graphics driver; about:support, under Graphics, says what is in the way.';
    case null:
    default:
      return 'Update the system and its graphics driver, then start the browser anew.';
  }
}

export function deviceRemedy(): string {
  return 'Close other pages that use the GPU, then reload; if it stays so, start the browser anew.';
}

/** The adapter has no 16-bit floats; `adapter` is its name. */
export function halfRemedy({ name, system }: Browser, adapter: string): string {
  if (name === 'Chrome' || name === 'Edge') {
    return system === 'Linux' && /nvidia/i.test(adapter)
      ? `${name} hides them on NVIDIA under Linux, for faults of older drivers. Start it with --enable-dawn-features=vulkan_enable_f16_on_nvidia, in a profile used for nothing else.`
      : 'Update the graphics driver. Older GPUs have none.';
  }
  if (name === 'Firefox') return 'Update Firefox and the graphics driver, or try Chrome or Edge.';
  return 'Update the system and its graphics driver. Older GPUs have none.';
}

export function softwareRemedy(browser: Browser): string {
  return `Choose WASM as backend, which is faster than this. For a real GPU: ${uncapital(adapterRemedy(browser))}`;
}

export function jspiRemedy({ name }: Browser): string | null {
  if (name === 'Chrome' || name === 'Edge') return `Update ${name}: it is in 137 and later.`;
  if (name === 'Firefox')
    return 'Update Firefox, or set javascript.options.wasm_js_promise_integration in about:config.';
  return null;
}

/** Nothing can be stored; the page is secure. */
export function filesRemedy({ name }: Browser): string {
  return name === 'Firefox' || name === 'Safari'
    ? 'Open the page in a window that is not private: private windows store nothing.'
    : 'Allow this site to store data in the browser’s settings, and update the browser.';
}

/** Chromium grants persistence without asking, by how the site is used; Firefox asks; Safari decides. */
export function persistRemedy({ name }: Browser): string {
  if (name === 'Firefox') return 'Press “Keep models”, and allow it when Firefox asks.';
  if (name === 'Chrome' || name === 'Edge') {
    return `Press “Keep models”. ${name} grants it to sites that are used often, bookmarked or installed.`;
  }
  return 'Press “Keep models”.';
}

function pages(name: 'Chrome' | 'Edge'): string {
  return name === 'Edge' ? 'edge://' : 'chrome://';
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function uncapital(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
