// The capability report as text, for a bug report. Pure.

import { deviceOf } from './browser';
import type { Facts } from './facts';
import { type Finding, judge, machineName, machineOf } from './judge';

/** Several lines without one at the end. `version` is LazyLens'. */
export function reportText(facts: Facts, version: string): string {
  const findings = judge(facts);
  const width = Math.max(...findings.map(({ item }) => item.length));
  return [
    `LazyLens ${version}, ${deviceOf(facts.userAgent) || 'unknown browser'}`,
    `Runs on: ${machineName(machineOf(facts))}`,
    '',
    ...findings.map((finding) => line(finding, width)),
    '',
    `Facts: ${JSON.stringify(facts)}`,
  ].join('\n');
}

function line({ item, state, found, why }: Finding, width: number): string {
  return `${state.padEnd(7)}  ${item.padEnd(width)}  ${found}${why ? ` - ${why}` : ''}`;
}
