// Which browser on which system, as far as a user agent tells. Knows no page.

export interface Browser {
  readonly name: string | null;
  /** Major version. */
  readonly version: number | null;
  readonly system: string | null;
}

const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
  [/Node\.js v?(\d+)/, 'Node.js'],
];

const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/i, 'Windows'],
  [/Macintosh|darwin/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/i, 'Linux'],
];

export function browserOf(userAgent: string): Browser {
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
  for (const [pattern, name] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return { name, version: Number(version), system };
  }
  return { name: null, version: null, system };
}

/** Program and system: `Chrome 156 on Linux`; empty where neither is known. */
export function deviceOf(userAgent: string): string {
  const { name, version, system } = browserOf(userAgent);
  return [name && `${name} ${version}`, system].filter((each) => each !== null).join(' on ');
}
