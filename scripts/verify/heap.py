#!/usr/bin/env python3
"""How much memory a tab takes that loads and runs a model: opens a page of a static bundle in headless Chromium and samples its heaps.

usage: heap.py --site DIR --page 'bench/?auto=1&report=/log&model=...' [--chrome PATH] [--timeout S] [-- CHROMIUM FLAGS]

DIR      what `npm run bench -- --static DIR` wrote.
The page posts its results to /log, and {"done": 1} at the end. Needs aiohttp.

Prints each result, then the peaks in MiB: for page and workers `js`, the objects, and `backing`, all ArrayBuffers with the WASM heap
(Runtime.getHeapUsage every 50 ms); and the largest resident set of a renderer process.
"""
import argparse
import asyncio
import functools
import http.server
import json
import os
import subprocess
import tempfile
import threading
import time

import aiohttp

PORT = 8766
DEVTOOLS = 9333
QUIET = ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--enable-unsafe-webgpu', f'--remote-debugging-port={DEVTOOLS}']
MIB = 2**20

done = threading.Event()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the bundle cross-origin isolated, and prints what the page posts."""
    protocol_version = 'HTTP/1.1'
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, '.mjs': 'text/javascript', '.wasm': 'application/wasm'}

    def end_headers(self):
        self.send_header('Cross-Origin-Opener-Policy', 'same-origin')
        self.send_header('Cross-Origin-Embedder-Policy', 'require-corp')
        super().end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers['content-length'])).decode()
        print(body, flush=True)
        self.send_response(204)
        self.send_header('content-length', '0')
        self.end_headers()
        if '"done"' in body:
            done.set()

    def log_message(self, *_):
        pass


async def page_address(session):
    for _ in range(100):
        try:
            async with session.get(f'http://127.0.0.1:{DEVTOOLS}/json') as response:
                return next(t['webSocketDebuggerUrl'] for t in await response.json() if t['type'] == 'page')
        except (aiohttp.ClientError, StopIteration):
            await asyncio.sleep(0.1)
    raise SystemExit('Chromium did not start')


async def sample(page, timeout):
    """Largest heaps by target while the page runs."""
    peaks, targets, ids = {}, {None: 'page'}, iter(range(1, 10**9))
    async with aiohttp.ClientSession() as session, session.ws_connect(await page_address(session), max_msg_size=0) as devtools:
        async def send(method, params, target=None):
            await devtools.send_json({'id': next(ids), 'method': method, 'params': params, **({'sessionId': target} if target else {})})

        async def ask():
            while not done.is_set():
                for target in list(targets):
                    await send('Runtime.getHeapUsage', {}, target)
                await asyncio.sleep(0.05)

        await send('Target.setAutoAttach', {'autoAttach': True, 'waitForDebuggerOnStart': False, 'flatten': True})
        await send('Page.navigate', {'url': f'http://127.0.0.1:{PORT}/{page}'})
        asking = asyncio.create_task(ask())
        end = time.monotonic() + timeout
        while not done.is_set() and time.monotonic() < end:
            try:
                message = await asyncio.wait_for(devtools.receive_json(), 1)
            except asyncio.TimeoutError:
                continue
            if message.get('method') == 'Target.attachedToTarget':
                targets[message['params']['sessionId']] = message['params']['targetInfo']['type']
            heap = message.get('result', {})
            if 'usedSize' in heap:
                peak = peaks.setdefault(targets.get(message.get('sessionId'), 'gone'), {'js': 0, 'backing': 0, 'samples': 0})
                peak['js'] = max(peak['js'], heap['usedSize'])
                peak['backing'] = max(peak['backing'], heap['backingStorageSize'])
                peak['samples'] += 1
        asking.cancel()
    return peaks


def renderer_peak():
    """The largest resident set that a renderer process had, MiB (VmHWM)."""
    peak = 0
    for process in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{process}/cmdline', 'rb') as command, open(f'/proc/{process}/status') as status:
                if b'--type=renderer' in command.read():
                    peak = max(peak, *(int(line.split()[1]) // 1024 for line in status if line.startswith('VmHWM')))
        except (OSError, TypeError):
            continue
    return peak


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--site', required=True)
    parser.add_argument('--page', required=True)
    parser.add_argument('--chrome', default='chromium-headless-shell')
    parser.add_argument('--timeout', type=float, default=300)
    parser.add_argument('flags', nargs='*')
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(('127.0.0.1', PORT), functools.partial(Handler, directory=options.site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [options.chrome, *QUIET, f'--user-data-dir={profile}', *options.flags, 'about:blank']
        chromium = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            peaks = asyncio.run(sample(options.page, options.timeout))
            mib = {target: {**peak, 'js': round(peak['js'] / MIB, 1), 'backing': round(peak['backing'] / MIB, 1)} for target, peak in peaks.items()}
            print(json.dumps({'peaksMiB': mib, 'rendererPeakMiB': renderer_peak()}))
        finally:
            chromium.terminate()
            chromium.wait(20)
    if not done.is_set():
        raise SystemExit('timed out: the page never posted {"done": 1}')


main()
