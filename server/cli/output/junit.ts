/** Findings as JUnit XML, which most CI systems show as failed tests: a suite for each file. */
import { groupBy } from '../../core/text/group-by.ts';
import type { Finding, Severity } from '../../protocol/report.ts';
import { isAtLeast } from '../selection.ts';
import { otherPlaces } from './other-places.ts';

export interface JunitInput {
  readonly findings: readonly Finding[];
  /** All that were looked at. One without a finding is a suite that passed. */
  readonly files: readonly string[];
  /** What is less severe is a test that passed, with the finding as its output. */
  readonly failOn: Severity;
}

export function junitText({ findings, files, failOn }: JunitInput): string {
  const byFile = groupBy(findings, ({ file }) => file);
  const suites = [...new Set([...files, ...byFile.keys()])].map((file) => {
    const own = byFile.get(file) ?? [];
    return { file, own, nTests: Math.max(1, own.length), nFailures: nFailed(own, failOn) };
  });
  const nTests = suites.reduce((sum, suite) => sum + suite.nTests, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: 'layer-forecast', ...counts(nTests, nFailed(findings, failOn)) }),
    ...suites.flatMap((suite) => [
      `  ${element('testsuite', { name: suite.file, ...counts(suite.nTests, suite.nFailures) })}`,
      ...(suite.own.length === 0
        ? [`    ${element('testcase', { classname: suite.file, name: 'no findings' }, '/>')}`]
        : suite.own.map((one) => testOf(one, isAtLeast(one, failOn)))),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function nFailed(findings: readonly Finding[], failOn: Severity): number {
  return findings.filter((one) => isAtLeast(one, failOn)).length;
}

function counts(tests: number, failures: number): Readonly<Record<string, string>> {
  return { tests: String(tests), failures: String(failures) };
}

function testOf(finding: Finding, isFailure: boolean): string {
  const { file, range, rule, severity, message } = finding;
  const line = String(range.start.line);
  const own = `${file}:${line}:${String(range.start.column)}: ${message}`;
  const said = escaped([own, ...otherPlaces(finding)].join('\n'));
  const body = isFailure
    ? `${element('failure', { type: `${severity} ${rule}`, message })}${said}</failure>`
    : `<system-out>${said}</system-out>`;
  return [
    `    ${element('testcase', { classname: file, name: `${rule} line ${line}`, file, line })}`,
    `      ${body}`,
    '    </testcase>',
  ].join('\n');
}

function element(name: string, attributes: Readonly<Record<string, string>>, end = '>'): string {
  const written = Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`);
  return `<${[name, ...written].join(' ')}${end}`;
}

/** XML has no place for most control characters, escaped or not. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
